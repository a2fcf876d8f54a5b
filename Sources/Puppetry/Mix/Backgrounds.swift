import CPuppetry
import Foundation
import Media

/// Frames of a clip kept to know what is behind the person: the person stands elsewhere in other frames.
struct BackgroundSamples {
    /// Frames kept at most; then every other is given up and the step doubled.
    private static let most = 17
    private static let firstStep = 8

    struct Sample {
        let index: Int
        let scene: Int
        let picture: Picture
        /// 1 where a person hides the background.
        let person: Plane
    }

    private(set) var samples: [Sample] = []
    private var step = firstStep
    private var scene = -1
    private var next = 0

    /// Whether this frame will be kept.
    func wants(_ index: Int, isNewScene: Bool) -> Bool { isNewScene || index >= next }

    mutating func add(_ picture: Picture, person: Plane?, index: Int, isNewScene: Bool) {
        if isNewScene { scene += 1 }
        let copy = Picture(width: picture.width, height: picture.height)
        copy.bytes.update(from: picture.bytes, count: picture.rowBytes * picture.height)
        var hidden = person ?? Plane(width: picture.width / 2, height: picture.height / 2)
        hidden.spread(radius: max(2, hidden.width / 50))
        samples.append(Sample(index: index, scene: scene, picture: copy, person: hidden))
        if samples.count > Self.most {
            // A scene keeps its first frame; the rest thins out.
            var seen: Set<Int> = []
            var drop = false
            samples = samples.filter { sample in
                if seen.insert(sample.scene).inserted { return true }
                drop.toggle()
                return !drop
            }
            if samples.count > 2 * Self.most { samples.removeFirst() }
            step *= 2
        }
        next = index + step
    }

    mutating func enterScene() { scene += 1 }
}

/// What is behind the person in each frame, put together from other frames.
final class BackgroundPlate {
    /// Frames that answer for one place; the nearest in time that show it do.
    private static let answers: Float = 3
    /// A camera that moves less than this many pixels stands still.
    private static let stillness = 0.8
    private static let reach: Float = 0.06

    private let samples: [BackgroundSamples.Sample]
    private let toScene: [PlaneTransform]
    private let scenes: [Range<Int>]
    private let still: [Bool]
    private let bands: Int
    private var current: (scene: Int, plate: Picture)?

    /// - Parameter toScene: takes pixels of each frame to those of its scene's first.
    init(_ samples: [BackgroundSamples.Sample], toScene: [PlaneTransform], scenes: [Range<Int>], bands: Int) {
        self.samples = samples
        self.toScene = toScene
        self.scenes = scenes
        self.bands = max(1, bands)
        guard let size = samples.first?.picture else {
            still = scenes.map { _ in true }
            return
        }
        let corners = [SIMD2(0, 0), SIMD2(Double(size.width), 0), SIMD2(0, Double(size.height))]
        still = scenes.map { scene in
            scene.allSatisfy { index in corners.allSatisfy { (toScene[index]($0) - $0).length < Self.stillness } }
        }
    }

    /// Whether the camera moves in any scene.
    var moves: Bool { still.contains(false) }

    /// The frame without the person, believable where `hole` is.
    /// - Parameters:
    ///   - hole: what must be filled, of any size; above 0 counts.
    func plate(for index: Int, frame: Picture, hole: Plane) -> Picture {
        let scene = scenes.firstIndex { $0.contains(index) } ?? 0
        if still[scene] {
            if let current, current.scene == scene { return current.plate }
            let own = samples.filter { $0.scene == scene }
            let plate = median(of: own, like: frame, hole: hole)
            current = (scene, plate)
            return plate
        }
        return gathered(index, scene, frame: frame, hole: hole)
    }

    /// For a camera that stands: the middle of what was seen at each place, by brightness.
    private func median(of samples: [BackgroundSamples.Sample], like frame: Picture, hole: Plane) -> Picture {
        let (width, height) = (frame.width, frame.height)
        let plate = Picture(width: width, height: height)
        plate.bytes.update(from: frame.bytes, count: frame.rowBytes * height)
        var known = Plane(width: width, height: height)
        let people = samples.map(\.person)
        for y in 0..<height {
            for x in 0..<width {
                var seen: [(luma: Int, sample: Int)] = []
                for (number, sample) in samples.enumerated() {
                    let mask = people[number]
                    guard mask[x * mask.width / width, y * mask.height / height] < 0.1 else { continue }
                    let pixel = sample.picture.bytes + y * sample.picture.rowBytes + 4 * x
                    seen.append((Int(pixel[0]) * 3 + Int(pixel[1]) * 6 + Int(pixel[2]), number))
                }
                guard !seen.isEmpty else { continue }
                seen.sort { $0.luma < $1.luma }
                let from = samples[seen[seen.count / 2].sample].picture
                (plate.bytes + y * plate.rowBytes + 4 * x).update(
                    from: from.bytes + y * from.rowBytes + 4 * x, count: 4)
                known[x, y] = 1
            }
        }
        return Backdrop.filled(plate, known: known, reach: Self.reach * Float(max(width, height)))
    }

    /// For a camera that moves: the mean of the nearest frames, laid over this one.
    private func gathered(_ index: Int, _ scene: Int, frame: Picture, hole: Plane) -> Picture {
        let (width, height) = (frame.width, frame.height)
        let wanted = hole.resized(width: width, height: height)
        var plane = [Float](repeating: 0, count: 4 * width * height)
        let near = samples.filter { $0.scene == scene }
            .sorted { abs($0.index - index) < abs($1.index - index) }
        let bands = bands
        plane.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let out = buffer.baseAddress
            let sources = near.compactMap { sample -> (BackgroundSamples.Sample, [Float])? in
                guard let back = toScene[sample.index].inverse else { return nil }
                return (sample, toScene[index].followed(by: back).floats)
            }
            DispatchQueue.concurrentPerform(iterations: bands) { band in
                for (sample, affine) in sources {
                    puppet_gather(
                        sample.picture.view, sample.person.values, Int32(sample.person.width),
                        Int32(sample.person.height), affine, Self.answers, wanted.values, out, Int32(width),
                        Int32(height * band / bands), Int32(height * (band + 1) / bands))
                }
            }
        }
        return Self.plate(from: plane, frame: frame, wanted: wanted)
    }

    /// What no frame shows comes from the surroundings.
    private static func plate(from plane: [Float], frame: Picture, wanted: Plane) -> Picture {
        let plate = Picture(width: frame.width, height: frame.height)
        plate.bytes.update(from: frame.bytes, count: frame.rowBytes * frame.height)
        var known = wanted
        var isWhole = true
        for index in wanted.values.indices {
            let weight = plane[4 * index + 3]
            guard wanted.values[index] > 0 else {
                known.values[index] = 1
                continue
            }
            guard weight > 0.02 else {
                known.values[index] = 0
                isWhole = false
                continue
            }
            known.values[index] = 1
            let out = plate.bytes + 4 * index
            for channel in 0..<3 { out[channel] = UInt8((plane[4 * index + channel] / weight).clamped(0...255)) }
        }
        guard !isWhole else { return plate }
        var colours = ColourPlane(plate, weight: known)
        colours.fill()
        known.apply { 1 - $0 }
        colours.lay(onto: plate, share: known)
        return plate
    }
}
