import Foundation
import Media

/// The face of the source picture, once: its landmarks, pose, and what it looks like with the mouth closed.
struct SourceFace: Sendable {
    /// How much higher than in the neutral face a closing mouth may bring a point, centimetres: beside and below it.
    private static let raisedMost = (beside: Float(0.3), below: Float(1.8))
    /// Between the edge of an upper lid and its fold, shares of the eye's width.
    private static let leastLid: Float = 0.14

    /// In pixels of the output picture.
    let landmarks: Landmarks<VideoSpace>
    let eyes: [SourceEye]
    let pose: HeadPose<VideoSpace>
    let canonical: CanonicalFace
    /// The same with the mouth closed: what expressions are added to.
    let closed: CanonicalFace
    /// Between the sides of the face, and from forehead to chin, pixels.
    let width: Float
    let height: Float

    /// - Parameters:
    ///   - landmarks, eyes: in pixels of the output picture.
    init(
        landmarks found: Landmarks<VideoSpace>, eyes shapes: [EyeShape<VideoSpace>], face: NeutralFace,
        weights: MouthWeights
    ) {
        var landmarks = found
        eyes = zip(EyeNumbers.both, shapes).map { numbers, shape in
            let isTrusted = (0.15...0.75).contains(shape.openness) && (0.1...0.5).contains(shape.irisRadius)
            if isTrusted {
                for (place, number) in numbers.ring.enumerated() {
                    landmarks[number] = DeepPoint(shape.contour[place], depth: landmarks[number].z)
                }
                Self.raiseFold(of: numbers, in: &landmarks)
            }
            return SourceEye(numbers: numbers, shape: isTrusted ? shape : nil, landmarks: landmarks)
        }
        self.landmarks = landmarks
        pose = HeadPose(of: landmarks, neutral: face.points)
        canonical = pose.canonical(landmarks)
        closed = Self.closingMouth(of: canonical, weights: weights, neutral: face.points)
        width = (landmarks[Landmark.leftSide].xy - landmarks[Landmark.rightSide].xy).length
        height = (landmarks[Landmark.foreheadTop].xy - landmarks[Landmark.chin].xy).length
    }

    /// A lid whose edge was found higher than the face's landmarks have it takes its fold along.
    private static func raiseFold(of eye: EyeNumbers, in landmarks: inout Landmarks<VideoSpace>) {
        let across = landmarks[eye.right].xy - landmarks[eye.left].xy
        let width = max(across.length, 1e-3)
        let up = SIMD2(across.y, -across.x) / width
        for place in eye.upper.indices {
            func height(_ point: Int) -> Float { ((landmarks[point].xy - landmarks[eye.upper[place]].xy) * up).sum() }
            let lacking = leastLid * width - height(eye.fold[place])
            guard lacking > 0 else { continue }
            landmarks[eye.fold[place]] += SIMD3(up * lacking, 0)
            guard (1...5).contains(place) else { continue }
            let below = 2 * leastLid * width - height(eye.underBrow[place - 1])
            if below > 0 { landmarks[eye.underBrow[place - 1]] += SIMD3(up * below, 0) }
        }
    }

    private static func closingMouth(
        of canonical: CanonicalFace, weights: MouthWeights, neutral: CanonicalFace
    ) -> CanonicalFace {
        var closed = canonical
        let open = max(0, Mouth.gap(canonical) - 0.02)
        let (corners, usual) = (Mouth.middle(canonical).y, Mouth.middle(neutral).y)
        let lips = Set(Landmark.innerLowerLip + Landmark.outerLowerLip)
        for point in closed.indices where open > 0 {
            let raised = closed[point].y - weights.jaw[point] * open
            // What a wide-open mouth has drawn down comes back beside its corners, not above them.
            let aside = (neutral[point].x / 1.8) * (neutral[point].x / 1.8)
            let most = raisedMost.beside + (raisedMost.below - raisedMost.beside) * exp(-aside)
            let highest = lips.contains(point) ? raised : corners + neutral[point].y - usual - most
            closed[point].y = min(closed[point].y, max(raised, highest))
        }
        Mouth.uncross(&closed)
        if open > 0 { Mouth.press(&closed, open: open) }
        return closed
    }
}

/// Where the iris of a source eye lies, in the eye's own frame.
struct SourceEye: Sendable {
    let numbers: EyeNumbers
    /// Shares of the eye's width, from the middle between the corners.
    let iris: PlanePoint<EyeSpace>
    let irisRadius: Float

    /// - Parameter shape: nil when no iris was found: then it is taken to be in the middle.
    init(numbers: EyeNumbers, shape: EyeShape<VideoSpace>?, landmarks: Landmarks<VideoSpace>) {
        self.numbers = numbers
        let frame = EyeFrame(numbers, landmarks: landmarks)
        if let shape {
            iris = frame.coordinates(of: shape.iris)
            irisRadius = shape.irisRadius
        } else {
            let ring = numbers.ring.map { landmarks[$0].xy }
            iris = frame.coordinates(of: .mean(ring))
            irisRadius = 0.2
        }
    }
}

/// How an eye lies in a picture: origin between the corners, x to the right corner, unit its width.
struct EyeFrame {
    let origin: PlanePoint<VideoSpace>
    let across: SIMD2<Float>

    init(_ numbers: EyeNumbers, landmarks: Landmarks<VideoSpace>) {
        let (left, right) = (landmarks[numbers.left].xy, landmarks[numbers.right].xy)
        origin = .middle(left, right)
        let between = right - left
        across = between.length > 1e-3 ? between : SIMD2(1e-3, 0)
    }

    func coordinates(of point: PlanePoint<VideoSpace>) -> PlanePoint<EyeSpace> {
        let off = point - origin
        let squared = (across * across).sum()
        return PlanePoint(SIMD2((off * across).sum(), off.y * across.x - off.x * across.y) / squared)
    }

    func point(at coordinates: PlanePoint<EyeSpace>) -> PlanePoint<VideoSpace> {
        origin + across * coordinates.x + SIMD2(-across.y, across.x) * coordinates.y
    }
}
