import CPuppetry
import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// A figure stays in one piece, whatever its driver does.
@Suite struct WholeBodyTests {
    private let size = SIMD2<Float>(400, 600)

    /// ``Figures/person(leftArm:)`` with the left hand at a place.
    private func person(leftElbow: SIMD2<Float>, leftWrist: SIMD2<Float>) -> PoseObservation<VideoSpace> {
        var pose: PoseObservation<VideoSpace> = Figures.person(leftArm: 0.3)
        let palm = leftWrist + (leftWrist - leftElbow) * 0.25
        for (joint, at) in [(Joint.leftElbow, leftElbow), (Joint.leftWrist, leftWrist), (Joint.leftIndex, palm)] {
            pose.joints[joint] = SIMD4(at.x, at.y, 0, 1)
        }
        return pose
    }

    @Test func `a hand on the hip stays there, an arm that hangs or waves is free`() throws {
        func arms(_ pose: PoseObservation<VideoSpace>) throws -> [Skeleton.Limb.Kind] {
            try #require(Skeleton(pose, in: size)).limbs.map(\.kind).filter(\.isArm)
        }

        let onHip = person(leftElbow: SIMD2(315, 250), leftWrist: SIMD2(252, 322))
        #expect(try arms(onHip) == [.rightArm])
        let hanging = person(leftElbow: SIMD2(262, 250), leftWrist: SIMD2(264, 322))
        #expect(try arms(hanging) == [.leftArm, .rightArm])
        let waving = person(leftElbow: SIMD2(320, 200), leftWrist: SIMD2(330, 110))
        #expect(try arms(waving) == [.leftArm, .rightArm])
    }

    @Test func `an arm that cannot be told from the coat behind it stays with the body`() throws {
        let standing = Figures.standing()
        let skeleton = try #require(Skeleton(Figures.person(leftArm: .pi / 2), in: size))
        func arms(_ picture: Picture) -> [Skeleton.Limb.Kind] {
            ArmContrast(of: picture, mask: standing.mask, skeleton: skeleton, size: size).clear.limbs.map(\.kind)
        }
        let sleeved = Figures.painted(width: 400, height: 600) { x, y in
            let at = standing.picture.bytes + y * standing.picture.rowBytes + 4 * x
            return standing.arm[x, y] > 0 ? SIMD3(40, 60, 190) : SIMD3(at[0], at[1], at[2])
        }

        #expect(arms(standing.picture) == [.leftArm, .rightArm, .leftLeg, .rightLeg])
        // The other arm stands away from the body.
        #expect(arms(sleeved) == [.rightArm, .leftLeg, .rightLeg])
    }

    private func source(cutAt bottom: Int = 600) throws -> FigureSource {
        let standing = Figures.standing()
        let picture = Figures.painted(width: 400, height: bottom) { x, y in
            let at = standing.picture.bytes + y * standing.picture.rowBytes + 4 * x
            return SIMD3(at[0], at[1], at[2])
        }
        var mask = Plane(width: 400, height: bottom)
        for at in mask.values.indices { mask.values[at] = standing.mask.values[at] }
        let size = SIMD2<Float>(400, Float(bottom))
        var pose: PoseObservation<VideoSpace> = Figures.person(leftArm: .pi / 2)
        for joint in pose.joints.indices where pose.joints[joint].y > size.y { pose.joints[joint].w = 0 }
        return FigureSource(
            picture: picture, mask: mask, width: 400, height: bottom,
            skeleton: try #require(Skeleton(pose, in: size)), limbs: .asDriver, face: nil, people: 1, isCutOut: false)
    }

    private func painter(_ source: FigureSource) throws -> FigurePainter {
        FigurePainter(source, neutral: try Portraits.neutral(), bands: 1)
    }

    private func track(_ poses: [PoseObservation<SeenSpace>]) -> BodyTrack {
        BodyTrack(found: poses, stamps: poses.indices.map { Int64($0) }, timeBase: 0.04, sceneStarts: [0])
    }

    @Test func `a body that the picture cuts off stays on its edge while it moves up`() throws {
        let source = try source(cutAt: 420)
        let painter = try painter(source)
        var pose = FigurePose(
            bones: stillBones(source.skeleton.boneCount), hidden: [])
        for bone in pose.bones.indices {
            pose.bones[bone] = FigureMove(turn: 0, about: PlanePoint(.zero), shift: SIMD2(0, -40))
        }
        let canvas = Picture(width: 400, height: 420)
        let backdrop = Figures.painted(width: 400, height: 420) { _, _ in SIMD3(255, 0, 255) }

        painter.paint(FigurePainter.Scene(pose: pose), over: backdrop, onto: canvas)

        // The legs still end at the lowest row, and what is there is what the picture has there.
        for x in [165, 235] {
            let (now, before) = (
                canvas.bytes + 419 * canvas.rowBytes, source.picture.bytes + 419 * source.picture.rowBytes
            )
            for c in 0..<3 { #expect(abs(Int(now[4 * x + c]) - Int(before[4 * x + c])) < 12) }
        }
        // The shoulders went up.
        let shoulder = canvas.bytes + 120 * canvas.rowBytes + 4 * 210
        #expect(shoulder[2] > 150 && shoulder[0] < 80)
    }

    @Test func `a head does not leave the picture, however near the driver comes`() throws {
        let source = try source()
        let poses = (0..<50).map { (frame: Int) -> PoseObservation<SeenSpace> in
            Figures.person(leftArm: .pi / 2, at: SIMD2(0, Float(-3 * frame)), scale: 1 + Float(frame) / 40)
        }
        let room = source.room
        let motion = BodyMotion(
            track(poses), skeleton: source.skeleton, limbs: .asDriver, place: .own, room: room)

        #expect((30...100).contains(room.above))
        for index in [0, 25, 49] {
            let placing = motion.placing(index)
            let top = motion.pose(index).bones[Skeleton.Bone.chest](PlanePoint(200, room.above))
            #expect((top.vector * placing.scale + placing.shift).y > -1)
        }
    }

    @Test func `a figure in another's place ends below the frame, and its head stays in it`() throws {
        let source = try source(cutAt: 420)
        func motion(driverAt place: SIMD2<Float>) -> BodyMotion {
            BodyMotion(
                track((0..<20).map { _ in Figures.person(leftArm: .pi / 2, at: place) }), skeleton: source.skeleton,
                limbs: .asDriver, place: .driver)
        }
        // The driver's frame goes on for 60 pixels below where the figure ends.
        var low = motion(driverAt: SIMD2(0, 60))
        let reaches = low.reach(below: 540, top: source.room.above, bottom: 420)
        #expect(reaches)
        let placing = low.placing(10)
        #expect(420 * placing.scale + placing.shift.y > 539 && placing.scale < 1.31)

        // Here it would lose its head.
        var high = motion(driverAt: SIMD2(0, -60))
        let losesItsHead = !high.reach(below: 540, top: source.room.above, bottom: 420)
        #expect(losesItsHead)
        #expect(source.room.above * high.placing(10).scale + high.placing(10).shift.y > -1)
    }

    @Test func `knows what is torn from what is turned`() throws {
        let source = try source()
        let painter = try painter(source)
        let limb = try #require(source.skeleton.limbs.firstIndex { $0.kind == .leftArm })
        let joints = source.skeleton.limbs[limb].joints
        func excess(turn: Float, stretch: Float) -> Float {
            var pose = FigurePose(
                bones: stillBones(source.skeleton.boneCount), hidden: [])
            for bone in 0..<3 {
                let own = source.skeleton.limbs[limb].bone(bone)
                let off = (joints[bone] - joints[0]).turned(turn) * stretch
                pose.bones[source.skeleton.bone(bone, of: limb)] = FigureMove(
                    bone: own / own.length, from: joints[bone], to: joints[0] + off, turn: turn, stretch: stretch)
            }
            return painter.excess(pose)[limb]
        }

        #expect(excess(turn: 0, stretch: 1) < 0.002)
        #expect(excess(turn: 0.5, stretch: 1.1) < FigurePainter.mostExcess)
        #expect(excess(turn: 0.5, stretch: 3) > FigurePainter.mostExcess)
        #expect(excess(turn: 3, stretch: 1) > excess(turn: 0.5, stretch: 1))
    }

    @Test func `holds a limb back until nothing is torn, and only as long`() throws {
        let source = try source()
        let painter = try painter(source)
        let limb = try #require(source.skeleton.limbs.firstIndex { $0.kind == .leftArm })
        // For a second the arm is up across the head.
        let poses: [PoseObservation<SeenSpace>] = (0..<75).map {
            Figures.person(leftArm: (25..<50).contains($0) ? -2.2 : .pi / 2)
        }
        let motion = BodyMotion(track(poses), skeleton: source.skeleton, limbs: .asDriver, place: .own)
        let torn = painter.excess(motion.pose(37))[limb]
        try #require(torn > 0.02)

        let eased = painter.easing(motion, most: torn / 2)

        #expect(painter.excess(eased.pose(37))[limb] <= torn / 2 + 0.001)
        #expect(painter.easing(motion, most: torn * 1.01).ease.isEmpty)
        #expect(eased.ease[limb][37] < 1 && eased.ease[limb][5] > 0.99 && eased.ease[limb][70] > 0.99)
        #expect(eased.pose(5) == motion.pose(5))
    }
}
