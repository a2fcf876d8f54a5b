import Foundation

/// Numbers of the body's landmarks (MediaPipe's numbering). Left and right are the person's own.
enum Joint {
    static let count = 33
    static let nose = 0
    static let (leftEar, rightEar) = (7, 8)
    static let (leftShoulder, rightShoulder) = (11, 12)
    static let (leftElbow, rightElbow) = (13, 14)
    static let (leftWrist, rightWrist) = (15, 16)
    static let (leftIndex, rightIndex) = (19, 20)
    static let (leftHip, rightHip) = (23, 24)
    static let (leftKnee, rightKnee) = (25, 26)
    static let (leftAnkle, rightAnkle) = (27, 28)
    static let (leftToe, rightToe) = (31, 32)
}

/// Where the joints of one person are: 33 of x, y, z in pixels (smaller z is nearer) and the visibility, 0...1, above a half only within the picture.
struct PoseObservation: Equatable, Sendable {
    var joints: [SIMD4<Float>]

    /// The visibility of a joint that must be outside the picture: it is told by the others.
    static let guessed: Float = 0.5

    func place(_ joint: Int) -> SIMD2<Float> { SIMD2(joints[joint].x, joints[joint].y) }

    /// The least visibility of some joints.
    func visibility(_ joints: Int...) -> Float { joints.map { self.joints[$0].w }.min() ?? 0 }

    var shoulders: SIMD2<Float> { (place(Joint.leftShoulder) + place(Joint.rightShoulder)) / 2 }
    var hips: SIMD2<Float> { (place(Joint.leftHip) + place(Joint.rightHip)) / 2 }
    var shoulderWidth: Float { (place(Joint.leftShoulder) - place(Joint.rightShoulder)).length }
    var hasShoulders: Bool { visibility(Joint.leftShoulder, Joint.rightShoulder) > 0.5 }
    var hasHips: Bool { visibility(Joint.leftHip, Joint.rightHip) > 0.5 }

    /// Whether hips and head lie on the same side of the shoulders: nobody stands so, but a lost network draws it.
    var isFolded: Bool {
        let head = (place(Joint.leftEar) + place(Joint.rightEar)) / 2 - shoulders
        let body = hips - shoulders
        return (head * body).sum() > 0.2 * head.length * body.length
    }

    /// The same in a picture of another scale.
    func scaled(_ scale: SIMD2<Float>) -> PoseObservation {
        PoseObservation(joints: joints.map { $0 * SIMD4(scale.x, scale.y, (scale.x + scale.y) / 2, 1) })
    }
}
