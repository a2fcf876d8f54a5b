import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

struct BodyTests {
    private let size = SIMD2<Float>(600, 800)

    private func track(_ poses: [PoseObservation<SeenSpace>?]) -> BodyTrack {
        BodyTrack(
            found: poses, stamps: poses.indices.map { Int64($0) }, timeBase: 0.04, sceneStarts: [0])
    }

    @Test func `has a bone for every limb that is free`() throws {
        let free = try #require(Skeleton(Figures.person(leftArm: 0.3), in: size))
        // The wrist before the belly.
        let folded = try #require(Skeleton(Figures.person(leftArm: 2.1), in: size))

        #expect(free.limbs.map(\.kind) == [.leftArm, .rightArm, .leftLeg, .rightLeg] && free.hasHips)
        #expect(!folded.limbs.map(\.kind).contains(.leftArm))
        #expect(abs(free.width - 100) < 1)
    }

    @Test func `points an arm where the driver's points, whatever their sizes`() throws {
        let skeleton = try #require(Skeleton(Figures.person(leftArm: 0.3), in: size))
        let driver = track((0..<30).map { _ in Figures.person(leftArm: -0.6, at: SIMD2(30, -40), scale: 1.7) })
        let motion = BodyMotion(driver, skeleton: skeleton, limbs: .asDriver, place: .own)

        let pose = motion.pose(15)

        let bone = pose.bones[Skeleton.Bone.limbs]
        let joints = skeleton.limbs[0].joints.map { FinePoint($0) }
        let way = bone(joints[1]) - bone(joints[0])
        #expect(abs(atan2(way.y, way.x) + 0.6) < 0.05)
        #expect((bone(joints[0]) - joints[0]).length < 1)
        #expect(abs(way.length - 70) < 8)
        // The other arm did what the source's does and stays.
        let other = pose.bones[Skeleton.Bone.limbs + 3]
        #expect((other(FinePoint<VideoSpace>(100, 310)) - FinePoint(100, 310)).length < 8)
    }

    @Test func `turns a drawing's arm by as much as the driver's, from its own rest`() throws {
        let skeleton = try #require(
            Skeleton(outline: Plane(alphaOf: Figures.gingerbread()), in: SIMD2(300, 400), leastLimbs: 2))
        let poses: [PoseObservation<SeenSpace>?] = (0..<60).map { Figures.person(leftArm: $0 < 45 ? 0.5 : 0.2) }
        let motion = BodyMotion(track(poses), skeleton: skeleton, limbs: .asTurned, place: .own)
        let limb = try #require(skeleton.limbs.firstIndex { $0.kind == .leftArm })

        func turn(_ frame: Int) -> Double {
            let map = motion.pose(frame).bones[Skeleton.Bone.limbs + 3 * limb]
            return atan2(map.y.x, map.x.x)
        }

        #expect(abs(turn(10)) < 0.15 && turn(57) - turn(10) < -0.2)
    }

    @Test func `finds the limbs of a drawn figure`() throws {
        let figure = Figures.gingerbread()
        let skeleton = try #require(
            Skeleton(outline: Plane(alphaOf: figure), in: SIMD2(300, 400), leastLimbs: 2))

        #expect(Set(skeleton.limbs.map(\.kind)) == Set(Skeleton.Limb.Kind.allCases))
        let tips = Dictionary(uniqueKeysWithValues: skeleton.limbs.map { ($0.kind, $0.joints[3]) })
        #expect((try #require(tips[.leftArm]) - PlanePoint(258, 117)).length < 20)
        #expect((try #require(tips[.rightLeg]) - PlanePoint(102, 380)).length < 20)
        #expect(skeleton.headCentre.y < 110 && abs(skeleton.headCentre.x - 150) < 15)
    }

    @Test func `finds a drawing on paper and none in a scene`() throws {
        let drawn = Figures.gingerbread(background: SIMD4(250, 249, 245, 255))
        let mask = try #require(SilhouetteMask.found(in: drawn))
        let truth = Plane(alphaOf: Figures.gingerbread())

        let wrong = zip(mask.values, truth.values).filter { abs($0 - $1) > 0.5 }.count
        #expect(Double(wrong) < 0.06 * Double(truth.values.count))
        #expect(SilhouetteMask.found(in: Twin.noise(width: 200, height: 160)) == nil)
        #expect(SilhouetteMask.found(in: Twin.gradient(width: 200, height: 160)) == nil)
    }

    @Test func `takes no veil for a cut-out`() {
        let veil = Twin.gradient(width: 90, height: 60)
        for index in 0..<(90 * 60) { veil.bytes[4 * index + 3] = UInt8(index * 255 / (90 * 60)) }

        #expect(PersonMask.alpha(of: veil) == nil)
        #expect(PersonMask.alpha(of: Figures.gingerbread()) != nil)
    }

    @Test func `bridges frames without a body and knows them`() {
        var poses: [PoseObservation<SeenSpace>?] = (0..<20).map {
            Figures.person(leftArm: 0.3, at: SIMD2(Float($0) * 2, 0))
        }
        for index in 6..<10 { poses[index] = nil }

        let track = track(poses)

        #expect(abs(track.pose(8).place(Joint.nose).x - (200 + 16)) < 1.5)
        #expect(abs(track.share - 0.8) < 1e-9)
        #expect(!track.isSeen(8, within: 0) && track.isSeen(8, within: 2))
    }

    @Test func `sees that a body is folded up`() {
        var folded: PoseObservation<SeenSpace> = Figures.person(leftArm: 0.3)
        #expect(!folded.isFolded)
        for hip in [Joint.leftHip, Joint.rightHip] { folded.joints[hip].y = 60 }
        #expect(folded.isFolded)
    }

    @Test func `moves nothing while the bones rest`() throws {
        let figure = Figures.gingerbread()
        let skeleton = try #require(
            Skeleton(outline: Plane(alphaOf: figure), in: SIMD2(300, 400), leastLimbs: 2))
        let texture = FigureTexture(of: figure, mask: Plane(alphaOf: figure), width: 300, height: 400)
        let sheet = FigureSheet(
            skeleton, limbs: Set(skeleton.limbs.indices), texture: texture, followsFace: false)
        let still = FigurePose(
            bones: stillBones(skeleton.boneCount), hidden: [])

        let places = sheet.mesh.places(still)

        for (index, point) in sheet.mesh.points.enumerated() {
            #expect((PlanePoint(places[2 * index], places[2 * index + 1]) - point).length < 0.01)
        }
        #expect(sheet.limbTriangles.count == 4 && sheet.limbTriangles.values.allSatisfy { $0.count > 12 })
    }

    @Test func `holds a figure without limbs together`() throws {
        var disc = Plane(width: 300, height: 400)
        for y in 0..<400 { for x in 0..<300 where hypot(Float(x - 150), Float(y - 200)) < 100 { disc[x, y] = 1 } }
        let skeleton = try #require(Skeleton(outline: disc, in: SIMD2(300, 400), leastLimbs: 0))
        #expect(skeleton.limbs.isEmpty)
        let texture = FigureTexture(of: Picture(width: 300, height: 400), mask: disc, width: 300, height: 400)
        let mesh = FigureSheet(skeleton, limbs: [], texture: texture, followsFace: false).mesh

        let places = mesh.places(
            FigurePose(bones: stillBones(skeleton.boneCount), hidden: []))

        for (index, point) in mesh.points.enumerated() {
            #expect((PlanePoint(places[2 * index], places[2 * index + 1]) - point).length < 0.01)
        }
    }

    @Test func `gives each place to the bone nearest within the figure`() {
        // Two bars with a gap of two pixels, joined at the top.
        var mask = Plane(width: 40, height: 60)
        for y in 0..<60 { for x in 0..<40 where x < 19 || x > 20 || y < 10 { mask[x, y] = 1 } }
        var territory = Territory(mask, outsideCost: 8)

        territory.settle(bone: 1, radius: 5, line: [SIMD2(16, 50), SIMD2(16, 55)])
        territory.settle(bone: 2, radius: 5, line: [SIMD2(38, 20), SIMD2(38, 58)])
        let owners = territory.owners()

        // Nearer to the first bone in the plane, but beyond the gap.
        #expect(owners[52 * 40 + 24] == 2 && owners[52 * 40 + 10] == 1)
    }

    @Test func `chains and undoes maps of the plane`() throws {
        let turn = FigureMove(turn: 0.4, about: PlanePoint(10, 20), shift: SIMD2(3, -2))
        let bone = FigureMove(
            bone: SIMD2(1, 0), from: PlanePoint(5, 5), to: PlanePoint(8, 1), turn: .pi / 2, stretch: 2)
        let point = FinePoint<VideoSpace>(7, 9)

        #expect((turn.followed(by: bone)(point) - bone(turn(point))).length < 1e-6)
        #expect((turn(FinePoint(10, 20)) - FinePoint(13, 18)).length < 1e-5)
        // Two pixels along the bone become four, turned down.
        #expect((bone(FinePoint(7, 5)) - FinePoint(8, 5)).length < 1e-5)
    }
}
