import Foundation
import Media

/// The face of the source picture, once: its landmarks, pose, and what it looks like with the mouth closed.
struct SourceFace: Sendable {
    /// Smaller faces have no features to move, in pixels of the working size.
    static let leastWidth = 24

    /// In pixels of the output picture.
    let landmarks: [SIMD3<Float>]
    let eyes: [SourceEye]
    let pose: HeadPose
    let canonical: [SIMD3<Float>]
    /// The same with the mouth closed: what expressions are added to.
    let closed: [SIMD3<Float>]
    /// Between the sides of the face, and from forehead to chin, pixels.
    let width: Float
    let height: Float

    /// - Parameters:
    ///   - landmarks, eyes: in pixels of the output picture.
    init(landmarks found: [SIMD3<Float>], eyes shapes: [EyeShape], face: NeutralFace, weights: MouthWeights) {
        var landmarks = found
        eyes = zip(EyeNumbers.both, shapes).map { numbers, shape in
            let isTrusted = (0.15...0.75).contains(shape.openness) && (0.1...0.5).contains(shape.irisRadius)
            if isTrusted {
                for (place, number) in numbers.ring.enumerated() {
                    let at = shape.contour[place]
                    landmarks[number] = SIMD3(at.x, at.y, landmarks[number].z)
                }
            }
            return SourceEye(numbers: numbers, shape: isTrusted ? shape : nil, landmarks: landmarks)
        }
        self.landmarks = landmarks
        pose = HeadPose(of: landmarks, neutral: face.points)
        canonical = pose.canonical(landmarks)
        closed = Self.closingMouth(of: canonical, weights: weights)
        width = (landmarks[Landmark.leftSide].xy - landmarks[Landmark.rightSide].xy).length
        height = (landmarks[Landmark.foreheadTop].xy - landmarks[Landmark.chin].xy).length
    }

    private static func closingMouth(of canonical: [SIMD3<Float>], weights: MouthWeights) -> [SIMD3<Float>] {
        var closed = canonical
        let open = max(0, Mouth.gap(canonical) - 0.02)
        for point in closed.indices { closed[point].y -= weights.jaw[point] * open }
        Mouth.uncross(&closed)
        return closed
    }
}

/// Where the iris of a source eye lies, in the eye's own frame.
struct SourceEye: Sendable {
    let numbers: EyeNumbers
    /// Shares of the eye's width, from the middle between the corners.
    let iris: SIMD2<Float>
    let irisRadius: Float

    /// - Parameter shape: nil when no iris was found: then it is taken to be in the middle.
    init(numbers: EyeNumbers, shape: EyeShape?, landmarks: [SIMD3<Float>]) {
        self.numbers = numbers
        let frame = EyeFrame(numbers, landmarks: landmarks)
        if let shape {
            iris = frame.coordinates(of: shape.iris)
            irisRadius = shape.irisRadius
        } else {
            let ring = numbers.ring.map { landmarks[$0].xy }
            iris = frame.coordinates(of: ring.reduce(.zero, +) / Float(ring.count))
            irisRadius = 0.2
        }
    }
}

/// The frame of an eye in a picture: origin between the corners, x to the right corner, unit its width.
struct EyeFrame {
    let origin: SIMD2<Float>
    let across: SIMD2<Float>

    init(_ numbers: EyeNumbers, landmarks: [SIMD3<Float>]) {
        let (left, right) = (landmarks[numbers.left].xy, landmarks[numbers.right].xy)
        origin = (left + right) / 2
        let between = right - left
        across = between.length > 1e-3 ? between : SIMD2(1e-3, 0)
    }

    func coordinates(of point: SIMD2<Float>) -> SIMD2<Float> {
        let off = point - origin
        let squared = (across * across).sum()
        return SIMD2((off * across).sum(), off.y * across.x - off.x * across.y) / squared
    }

    func point(at coordinates: SIMD2<Float>) -> SIMD2<Float> {
        origin + across * coordinates.x + SIMD2(-across.y, across.x) * coordinates.y
    }
}
