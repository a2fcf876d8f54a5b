import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct MixKernelTests {
    private let folder = FileManager.default.temporaryDirectory.path

    @Test func `measures how far a place is from flesh`() {
        let bone = puppet_capsule(x0: 10, y0: 10, r0: 4, x1: 30, y1: 10, r1: 4)
        var distance = Plane(width: 40, height: 20)

        puppet_capsule_distance([bone], 1, &distance.values, 40, 20)

        #expect(abs(distance[20, 13] - 3.5 / 4) < 1e-4)
        #expect(abs(distance[38, 10] - SIMD2<Float>(8.5, 0.5).length / 4) < 1e-4)
    }

    @Test func `puts the plate where the mask is and keeps the frame elsewhere`() {
        let (frame, plate) = (Twin.noise(width: 40, height: 30, seed: 1), Twin.noise(width: 40, height: 30, seed: 2))
        let onto = Picture(width: 40, height: 30)
        var mask = Plane(width: 20, height: 15)
        for y in 5..<10 { for x in 6..<14 { mask[x, y] = 1 } }

        mask.lay(plate, over: frame, onto: onto)

        #expect(decibels(onto, plate) { x, y in (14..<26).contains(x) && (12..<18).contains(y) } > 80)
        #expect(decibels(onto, frame) { x, y in x < 9 || x > 30 || y < 7 || y > 22 } > 80)
    }

    @Test func `knows the background from the frames that show it`() throws {
        let truth = Twin.noise(width: 48, height: 32, seed: 3)
        // Three frames, each with a person elsewhere; one is wrong all over.
        var samples: [BackgroundSamples.Sample] = []
        for number in 0..<4 {
            let picture = Twin.noise(width: 48, height: 32, seed: number == 3 ? 77 : 3)
            var person = Plane(width: 24, height: 16)
            for y in 0..<16 {
                for x in (number * 5)..<(number * 5 + 4) {
                    person[x, y] = 1
                    for pixel in [2 * x, 2 * x + 1] { picture.bytes[4 * (2 * y * 48 + pixel)] = 0 }
                }
            }
            samples.append(BackgroundSamples.Sample(index: number, picture: picture, person: person))
        }
        let toScene = [PlaneTransform<SeenSpace, SceneSpace>](repeating: Self.still, count: 4)
        let plates = try PlateFile(folder: folder)
        try plates.append(ScenePlate(samples, toScene: toScene[...], width: 48, height: 32, bands: 2), from: 0)
        let plate = BackgroundPlate(plates, toScene: toScene, width: 48, height: 32, bands: 2)

        let found = try plate.plate(for: 1, hole: Plane(width: 24, height: 16, filledWith: 1))

        #expect(!plate.moves)
        #expect(decibels(found, truth) { x, _ in x < 42 } > 25)
    }

    @Test func `keeps few frames of a long scene, from its beginning to its end`() {
        var samples = BackgroundSamples()
        for index in 700..<20_000 where samples.wants(index) {
            samples.add(Picture(width: 8, height: 8), person: nil, index: index)
        }

        #expect(samples.samples.count <= 17 && samples.samples.count > 6)
        #expect(samples.samples.first?.index == 700)
        #expect((samples.samples.last?.index ?? 0) > 15_000)
    }

    /// A ten-minute clip cut every few seconds once ended the engine.
    @Test func `knows what is behind the person after every one of many cuts`() throws {
        var recorder = try BackgroundRecorder(width: 48, height: 32, folder: folder, bands: 1)
        for index in 0..<600 {
            let picture = Twin.noise(width: 48, height: 32, seed: UInt64(index / 3))
            _ = try recorder.add(picture, person: nil, isNewScene: index % 3 == 0) { nil }
        }
        try recorder.endScene()
        let plate = BackgroundPlate(recorder.plates, toScene: recorder.toScene, width: 48, height: 32, bands: 1)

        for index in [0, 4, 299, 300, 598, 599] {
            let found = try plate.plate(for: index, hole: Plane(width: 24, height: 16, filledWith: 1))
            #expect(decibels(found, Twin.noise(width: 48, height: 32, seed: UInt64(index / 3))) { _, _ in true } > 25)
        }
    }

    private static let still = PlaneTransform<SeenSpace, SceneSpace>(x: SIMD3(1, 0, 0), y: SIMD3(0, 1, 0))

    /// A soft picture seen by a camera that has moved.
    private func seen(_ map: PlaneTransform<SeenSpace, SceneSpace>, person: SIMD2<Float>?) -> Picture {
        let picture = Picture(width: 320, height: 180)
        for y in 0..<180 {
            for x in 0..<320 {
                let at = map(FinePoint(Double(x) + 0.5, Double(y) + 0.5))
                var value = 128 + 50 * sin(at.x / 11) * cos(at.y / 9) + 40 * sin((at.x + at.y) / 23)
                if let person, (SIMD2(Float(x), Float(y)) - person).length < 35 { value = 255 }
                for channel in 0..<3 { picture.bytes[4 * (y * 320 + x) + channel] = UInt8(value.clamped(0...255)) }
            }
        }
        return picture
    }

    @Test func `follows the camera behind a person who moves`() {
        var camera = CameraTracker()
        var worst = 0.0
        for index in 0..<12 {
            let step = Double(index)
            let move = FigureMove(
                turn: 0.004 * Float(index), about: PlanePoint(.zero), shift: SIMD2(1.7, -0.8) * Float(step))
            let truth = PlaneTransform<SeenSpace, SceneSpace>(x: move.x, y: move.y)
            let person = SIMD2(60 + 15 * Float(index), 90)
            var mask = Plane(width: 160, height: 90)
            for y in 0..<90 {
                for x in 0..<160 where (SIMD2(Float(2 * x), Float(2 * y)) - person).length < 38 { mask[x, y] = 1 }
            }

            let found = camera.add(
                seen(truth, person: person), person: mask, isNewScene: index == 0, isAnchor: index % 4 == 0)

            for corner in [FinePoint<SeenSpace>(0, 0), FinePoint(320, 0), FinePoint(160, 180)] {
                worst = max(worst, (found(corner) - truth(corner)).length)
            }
        }
        #expect(worst < 1.2)
    }

    @Test func `says that a camera stands still`() {
        var camera = CameraTracker()
        let picture = seen(Self.still, person: nil)

        _ = camera.add(picture, person: nil, isNewScene: true, isAnchor: true)
        let found = camera.add(picture, person: nil, isNewScene: false, isAnchor: false)

        #expect((found(FinePoint(320, 180)) - FinePoint(320, 180)).length < 0.05)
    }

    @Test func `changes nothing when the light is the same, and moves towards another`() {
        let picture = Twin.gradient(width: 64, height: 48)
        let all = Plane(width: 64, height: 48, filledWith: 1)
        var (own, brighter) = (SceneLight(), SceneLight())
        own.add(picture, mask: all, step: 1)
        let white = Picture(width: 64, height: 48)
        white.bytes.update(repeating: 230, count: white.rowBytes * 48)
        brighter.add(white, mask: all, step: 1)

        #expect(decibels(own.matched(picture, to: own), picture) > 50)
        var now = LightStatistics()
        now.add(own.matched(picture, to: brighter), mask: all, step: 1)
        #expect(now.mean.x > own.person.mean.x + 8 && now.mean.x < brighter.person.mean.x)
    }

    @Test func `takes the light of a scene and not the colour of a dress`() {
        var figure = Plane(width: 64, height: 48)
        for y in 10..<40 { for x in 20..<44 { figure[x, y] = 1 } }
        func scene(person: SIMD3<UInt8>, wall: SIMD3<UInt8>) -> SceneLight {
            let picture = Figures.painted(width: 64, height: 48) { figure[$0, $1] > 0.5 ? person : wall }
            var light = SceneLight()
            light.add(picture, mask: figure, step: 1)
            return light
        }
        let own = scene(person: SIMD3(140, 90, 80), wall: SIMD3(200, 200, 200))

        let dress = own.change(to: scene(person: SIMD3(32, 160, 168), wall: SIMD3(200, 200, 200)))
        #expect(abs(dress.y) < 0.5 && abs(dress.z) < 0.5)
        let evening = own.change(to: scene(person: SIMD3(96, 60, 120), wall: SIMD3(112, 80, 144)))
        #expect(evening.x < -2 && evening.z < -2)
    }

    @Test func `a hole holds what moved, from the frame before to the one after, within its scene`() throws {
        let scratch = try Scratch()
        let file = try MaskFile(width: 60, height: 20, folder: scratch.path)
        for frame in 0..<4 {
            var mask = Plane(width: 60, height: 20)
            for y in 5..<15 { for x in (10 * frame)..<(10 * frame + 10) { mask[x, y] = 1 } }
            try file.append(frame == 2 ? nil : MaskRuns(mask))
        }
        func covered(_ index: Int, _ scene: Range<Int>) throws -> [Int] {
            let mask = try #require(try file.swept(index, within: scene))
            return (0..<6).filter { mask[10 * $0 + 5, 10] == 1 }
        }

        #expect(try covered(1, 0..<4) == [0, 1] && covered(2, 0..<4) == [1, 3])
        #expect(try covered(1, 1..<4) == [1] && covered(3, 3..<4) == [3])
        #expect(try file.swept(2, within: 2..<3) == nil)
    }

    @Test func `keeps masks on disk as they were`() throws {
        let scratch = try Scratch()
        let file = try MaskFile(width: 70, height: 40, folder: scratch.path)
        var mask = Plane(width: 70, height: 40)
        for y in 10..<30 { for x in 20..<50 { mask[x, y] = Float(x) / 60 } }

        try file.append(MaskRuns(mask))
        try file.append(nil)
        try file.append(MaskRuns(Plane(width: 70, height: 40, filledWith: 1)))

        let found = try #require(try file.mask(0))
        #expect(zip(found.values, mask.values).allSatisfy { abs($0 - $1) < 0.003 })
        #expect(try file.mask(1) == nil)
        #expect(try file.mask(2)?.values.allSatisfy { $0 == 1 } == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }
}
