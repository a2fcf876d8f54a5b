import Foundation

/// The bones of the figure in a source picture, in pixels of the video. Left and right are the figure's own: its left is on
/// the right of the picture when it faces the viewer.
struct Skeleton: Equatable, Sendable {
    struct Limb: Equatable, Sendable {
        enum Kind: Int, CaseIterable, Sendable { case leftArm, rightArm, leftLeg, rightLeg }

        let kind: Kind
        /// Root, middle joint, wrist or ankle, and the tip of hand or foot.
        let joints: [PlanePoint<VideoSpace>]
        /// Whether the picture's edge cuts it off: what would come in from outside is not there to be shown.
        var isCut = false

        /// Between its first two bones, radians; 0 for a straight limb.
        var bend: Float { abs(wrapped(bone(1).angle - bone(0).angle)) }

        /// From one joint to the next.
        func bone(_ number: Int) -> SIMD2<Float> { joints[number + 1] - joints[number] }
    }

    /// Bones in the order of ``FigurePose/bones``; limbs follow, three each.
    enum Bone { static let (chest, pelvis, head, limbs) = (0, 1, 2, 3) }

    /// Left, right.
    let shoulders: (left: PlanePoint<VideoSpace>, right: PlanePoint<VideoSpace>)
    let hips: (left: PlanePoint<VideoSpace>, right: PlanePoint<VideoSpace>)
    /// Whether the picture shows the hips; else the body is a bust and stands on the picture's edge.
    let hasHips: Bool
    let limbs: [Limb]
    let headCentre: PlanePoint<VideoSpace>
    /// The unit of the body: between the shoulders, pixels.
    let width: Float

    static func == (a: Skeleton, b: Skeleton) -> Bool {
        a.shoulders == b.shoulders && a.hips == b.hips && a.hasHips == b.hasHips && a.limbs == b.limbs
            && a.headCentre == b.headCentre && a.width == b.width
    }

    var shoulderMiddle: PlanePoint<VideoSpace> { .middle(shoulders.left, shoulders.right) }
    var hipMiddle: PlanePoint<VideoSpace> { .middle(hips.left, hips.right) }
    /// Between the shoulders and the head, nearer to the head.
    var neck: PlanePoint<VideoSpace> { PlanePoint(headCentre.vector * 0.6 + shoulderMiddle.vector * 0.4) }
    var boneCount: Int { Bone.limbs + 3 * limbs.count }

    /// Whether a leg can be seen down to its foot: the figure then ends in the picture.
    var showsFeet: Bool { limbs.contains { !$0.kind.isArm && !$0.isCut } }

    /// The number of one of the three bones of a limb.
    func bone(_ number: Int, of limb: Int) -> Int { Bone.limbs + 3 * limb + number }

    /// The numbers of a limb's bones.
    func bones(of limb: Int) -> Range<Int> { bone(0, of: limb)..<bone(0, of: limb + 1) }
}

extension Skeleton.Limb.Kind {
    /// The driver's joints that move it, in the order of ``Skeleton/Limb/joints``.
    var driverJoints: [Int] {
        switch self {
        case .leftArm: [Joint.leftShoulder, Joint.leftElbow, Joint.leftWrist, Joint.leftIndex]
        case .rightArm: [Joint.rightShoulder, Joint.rightElbow, Joint.rightWrist, Joint.rightIndex]
        case .leftLeg: [Joint.leftHip, Joint.leftKnee, Joint.leftAnkle, Joint.leftToe]
        case .rightLeg: [Joint.rightHip, Joint.rightKnee, Joint.rightAnkle, Joint.rightToe]
        }
    }

    var isArm: Bool { self == .leftArm || self == .rightArm }

    /// Half the thickness of its three bones, shares of the shoulders' width.
    var radii: [Float] { isArm ? [0.21, 0.17, 0.22] : [0.30, 0.22, 0.20] }
}

extension Skeleton {
    /// Limbs that the torso hides or holds stay with it: folded arms, hands in the lap, a book.
    private static let freeSamples: Float = 0.4

    /// A hand as near to the trunk as this, shares of the body's width, on an arm bent by as much as this, radians, rests
    /// there: on a hip, in a pocket, in the lap. It stays with the body.
    private static let resting: (near: Float, bend: Float) = (0.18, 0.7)

    /// The bones of a person in a photograph or painting.
    /// - Parameter size: of the picture the pose lies in.
    /// - Returns: nil without two visible shoulders.
    init?(_ pose: PoseObservation<VideoSpace>, in size: SIMD2<Float>) {
        guard pose.hasShoulders, pose.shoulderWidth > 4 else { return nil }
        let (left, right) = (pose.place(Joint.leftShoulder), pose.place(Joint.rightShoulder))
        shoulders = (left, right)
        let middle = pose.shoulders
        let ears = pose.ears
        headCentre = ears
        // Seen from the side the shoulders are close together; the head keeps its distance to them.
        width = max(pose.shoulderWidth, 0.9 * (ears - middle).length)
        hasHips = pose.hasHips
        if pose.hasHips {
            hips = (pose.place(Joint.leftHip), pose.place(Joint.rightHip))
        } else {
            let down = (middle - ears) / max((middle - ears).length, 1e-3) * (1.5 * width)
            hips = (left + down, right + down)
        }
        let torso = TorsoOutline(left: left, right: right, hipLeft: hips.left, hipRight: hips.right, width: width)
        var limbs: [Limb] = []
        for kind in Limb.Kind.allCases {
            let joints = kind.driverJoints
            guard pose.visibility(joints[0], joints[1], joints[2]) > 0.5, kind.isArm || pose.hasHips else { continue }
            var points = joints.map { pose.place($0) }
            // The hand reaches half as far again as its knuckles.
            points[3] = points[2] + (points[3] - points[2]) * 1.5
            let edge = 0.12 * width
            // A foot may end at the picture's edge; an ankle beyond it is not in the picture.
            let ends = kind.isArm ? points[2...] : points[2...2]
            let isCut = ends.contains { $0.x < edge || $0.y > size.y - edge || $0.x > size.x - edge }
            limbs.append(Limb(kind: kind, joints: points, isCut: isCut))
        }
        let wrists = pose.place(Joint.leftWrist) - pose.place(Joint.rightWrist)
        let hasBothArms = limbs.filter(\.kind.isArm).count == 2
        let areJoined = hasBothArms && wrists.length < 0.55 * width
        let (margin, unit) = (0.03 * width, width)
        self.limbs = limbs.filter { limb in
            guard limb.kind.isArm else { return true }
            let rests = limb.bend > Self.resting.bend && torso.distance(toHandOf: limb) < Self.resting.near * unit
            return !areJoined && !rests && torso.shareOutside(limb, margin: margin) >= Self.freeSamples
        }
    }
}

/// The quadrilateral of shoulders and hips.
private struct TorsoOutline {
    let corners: [PlanePoint<VideoSpace>]
    let width: Float

    init(
        left: PlanePoint<VideoSpace>, right: PlanePoint<VideoSpace>, hipLeft: PlanePoint<VideoSpace>,
        hipRight: PlanePoint<VideoSpace>, width: Float
    ) {
        corners = [left, right, hipRight, hipLeft]
        self.width = width
    }

    /// From wrist and palm, whichever is nearer.
    func distance(toHandOf limb: Skeleton.Limb) -> Float {
        let palm = limb.joints[2] + limb.bone(2) * 0.5
        return min(limb.joints[2].distance(toConvex: corners), palm.distance(toConvex: corners))
    }

    /// How much of an arm, from the upper arm's first third to the wrist, lies outside.
    func shareOutside(_ limb: Skeleton.Limb, margin: Float) -> Float {
        let j = limb.joints
        let upper = stride(from: Float(0.35), through: 1, by: 0.1).map { j[0] + (j[1] - j[0]) * $0 }
        let lower = stride(from: Float(0.1), through: 1, by: 0.1).map { j[1] + (j[2] - j[1]) * $0 }
        let samples = upper + lower
        let outside = samples.filter { $0.distance(toConvex: corners) > margin }.count
        return Float(outside) / Float(samples.count)
    }
}
