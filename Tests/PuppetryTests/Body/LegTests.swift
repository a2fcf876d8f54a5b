import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// Legs: feet that stand, feet that step, and legs that nobody sees.
struct LegTests {
    private let size = SIMD2<Float>(600, 800)

    private func track(_ poses: [PoseObservation<SeenSpace>?]) -> BodyTrack {
        BodyTrack(found: poses, stamps: poses.indices.map { Int64($0) }, timeBase: 0.04, sceneStarts: [0])
    }

    /// Somebody whose hips sway over standing feet; from frame 60 on the left foot steps away.
    private func swaying(_ frame: Int) -> PoseObservation<SeenSpace> {
        var pose: PoseObservation<SeenSpace> = Figures.person(leftArm: 0.3, scale: 1.5)
        let sway = 20 * sin(Float(frame) * 2 * .pi / 30)
        for joint in [
            Joint.nose, Joint.leftEar, Joint.rightEar, Joint.leftShoulder, Joint.rightShoulder, Joint.leftHip,
            Joint.rightHip,
        ] { pose.joints[joint].x += sway }
        pose.joints[Joint.leftKnee].x += sway / 2
        pose.joints[Joint.rightKnee].x += sway / 2
        let step = Float(min(max(frame - 60, 0), 10)) * 8
        for joint in [Joint.leftKnee, Joint.leftAnkle, Joint.leftToe] { pose.joints[joint].x += step }
        return pose
    }

    /// Where an ankle is on the canvas.
    private func ankle(_ kind: Skeleton.Limb.Kind, _ frame: Int, _ motion: BodyMotion) throws -> SIMD2<Double> {
        let limb = try #require(motion.skeleton.limbs.firstIndex { $0.kind == kind })
        let bone = motion.pose(frame).bones[Skeleton.Bone.limbs + 3 * limb + 1]
        let placing = motion.placing(frame)
        return bone(FinePoint(motion.skeleton.limbs[limb].joints[2])).vector * Double(placing.scale)
            + SIMD2<Double>(placing.shift)
    }

    private func person() throws -> Skeleton { try #require(Skeleton(Figures.person(leftArm: 0.3), in: size)) }

    private func drawing() throws -> Skeleton {
        try #require(Skeleton(outline: Plane(alphaOf: Figures.gingerbread()), in: SIMD2(300, 400), leastLimbs: 2))
    }

    @Test(arguments: [BodyMotion.Limbs.asDriver, .asTurned], [BodyMotion.Place.own, .driver])
    func `a foot that stands does not slide, and one that steps does step`(
        limbs: BodyMotion.Limbs, place: BodyMotion.Place
    ) throws {
        let motion = BodyMotion(
            track((0..<90).map(swaying)), skeleton: try limbs == .asDriver ? person() : drawing(), limbs: limbs,
            place: place, room: .init(foot: PlanePoint(200, 800)))

        let right = try (5..<85).map { try ankle(.rightLeg, $0, motion) }
        let left = try (5..<52).map { try ankle(.leftLeg, $0, motion) }

        for feet in [right, left] {
            #expect(try spread(feet.map(\.x)) < 1.5 && spread(feet.map(\.y)) < 1.5)
        }
        #expect(try ankle(.leftLeg, 80, motion).x - ankle(.leftLeg, 40, motion).x > 10)
        // From one frame to the next no foot leaps.
        let steps = try (1..<89).map { try (ankle(.leftLeg, $0, motion) - ankle(.leftLeg, $0 - 1, motion)).length }
        #expect(try #require(steps.max()) < 16)
    }

    @Test func `a foot that creeps is not held back until it snaps`() throws {
        let creep = (0..<150).map { frame -> PoseObservation<SeenSpace> in
            var pose: PoseObservation<SeenSpace> = Figures.person(leftArm: 0.3)
            for joint in pose.joints.indices { pose.joints[joint].x += Float(frame) }
            return pose
        }
        let motion = BodyMotion(track(creep), skeleton: try person(), limbs: .asDriver, place: .driver)

        for frame in 1..<150 {
            let off = try ankle(.rightLeg, frame, motion) - SIMD2(165 + Double(frame), 540)
            #expect(off.length < 14)
            #expect(try (ankle(.rightLeg, frame, motion) - ankle(.rightLeg, frame - 1, motion)).length < 9)
        }
    }

    @Test func `a drawing's legs rest while the driver's are outside the picture`() throws {
        func bust(_ frame: Int, seen: Float) -> PoseObservation<SeenSpace> {
            var pose: PoseObservation<SeenSpace> = Figures.person(leftArm: 0.3)
            // Beyond the picture's edge the network draws legs that wave.
            for joint in [Joint.leftKnee, Joint.rightKnee, Joint.leftAnkle, Joint.rightAnkle] {
                pose.joints[joint].x += 60 * sin(Float(frame) / 5)
                pose.joints[joint].w = seen
            }
            return pose
        }
        func mostTurn(seen: Float) throws -> Double {
            let motion = BodyMotion(
                track((0..<60).map { bust($0, seen: seen) }), skeleton: try drawing(), limbs: .asTurned, place: .own)
            let limb = try #require(motion.skeleton.limbs.firstIndex { $0.kind == .leftLeg })
            let turns = (0..<60).map { frame -> Double in
                let bone = motion.pose(frame).bones[Skeleton.Bone.limbs + 3 * limb]
                return abs(atan2(bone.y.x, bone.x.x))
            }
            return try #require(turns.max())
        }

        #expect(try mostTurn(seen: PoseObservation<SeenSpace>.guessed) < 0.01)
        #expect(try mostTurn(seen: 0.9) > 0.1)
    }

    private func spread(_ values: [Double]) throws -> Double {
        try #require(values.max()) - (try #require(values.min()))
    }
}
