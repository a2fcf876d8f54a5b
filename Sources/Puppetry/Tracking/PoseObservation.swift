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
struct PoseObservation<Space>: Equatable, Sendable {
    var joints: [SIMD4<Float>]

    /// The visibility of a joint that must be outside the picture: it is told by the others.
    static var guessed: Float { 0.5 }

    func place(_ joint: Int) -> PlanePoint<Space> { PlanePoint(x: joints[joint].x, y: joints[joint].y) }

    /// The least visibility of some joints.
    func visibility(_ joints: Int...) -> Float { joints.map { self.joints[$0].w }.min() ?? 0 }

    var shoulders: PlanePoint<Space> { .middle(place(Joint.leftShoulder), place(Joint.rightShoulder)) }
    var hips: PlanePoint<Space> { .middle(place(Joint.leftHip), place(Joint.rightHip)) }
    var ears: PlanePoint<Space> { .middle(place(Joint.leftEar), place(Joint.rightEar)) }
    var shoulderWidth: Float { (place(Joint.leftShoulder) - place(Joint.rightShoulder)).length }
    var hasShoulders: Bool { visibility(Joint.leftShoulder, Joint.rightShoulder) > 0.5 }
    var hasHips: Bool { visibility(Joint.leftHip, Joint.rightHip) > 0.5 }

    /// Whether hips and head lie on the same side of the shoulders: nobody stands so, but a lost network draws it.
    var isFolded: Bool {
        let head = ears - shoulders
        let body = hips - shoulders
        return (head * body).sum() > 0.2 * head.length * body.length
    }

    /// The same in a space of another scale.
    func scaled<Other>(_ scale: SIMD2<Float>) -> PoseObservation<Other> {
        PoseObservation<Other>(joints: joints.map { $0 * SIMD4(scale.x, scale.y, (scale.x + scale.y) / 2, 1) })
    }
}
