import Foundation

/// How far each landmark follows the jaw, and the upper lip when it rises; 0...1, in the canonical face.
struct MouthWeights: Sendable {
    let jaw: [Float]
    let upperLip: [Float]

    init(_ face: NeutralFace) {
        let points = face.points
        let middle = DeepPoint.middle(points[61], points[291])
        let mouthEnd = abs(points[Landmark.leftLipCorner].x)
        // The lower half of the face goes down with the chin, less and less towards the cheeks.
        var jaw = points.map { point -> Float in
            let d = point - middle
            guard d.y > -0.2 else { return 0 }
            let across = exp(-(d.x / 4.6) * (d.x / 4.6))
            return smoothStep(-0.2, 0.6, d.y) * across * (1 - 0.25 * smoothStep(1.2, 5, d.y))
        }
        // Lips open as an ellipse: fully in the middle, not at all at the corners.
        func ellipse(_ x: Float, _ half: Float) -> Float { max(0, 1 - (x / half) * (x / half)).squareRoot() }
        for point in Landmark.innerUpperLip + Landmark.outerUpperLip { jaw[point] = 0 }
        for point in Landmark.innerLowerLip.dropFirst().dropLast() { jaw[point] = ellipse(points[point].x, mouthEnd) }
        for point in Landmark.outerLowerLip { jaw[point] = max(0.15, ellipse(points[point].x, 2.6)) }
        var upperLip = [Float](repeating: 0, count: points.count)
        for point in Landmark.raisedUpperLip { upperLip[point] = ellipse(points[point].x, 2.6) }
        self.jaw = jaw
        self.upperLip = upperLip
    }
}

/// Measures of a mouth in the canonical frame.
enum Mouth {
    /// Mean gap between the middles of the lips, centimetres; negative when the landmarks overlap.
    static func gap(_ face: CanonicalFace) -> Float {
        Landmark.middleOfLips.reduce(0) { $0 + gap(face, $1) } / Float(Landmark.middleOfLips.count)
    }

    /// The same relative to the height of the face.
    static func openness(_ face: CanonicalFace) -> Float {
        gap(face) / max(abs(face[Landmark.foreheadTop].y - face[Landmark.chin].y), 1e-6)
    }

    /// Between the corners of the lips.
    static func middle(_ face: CanonicalFace) -> DeepPoint<CanonicalSpace> { .middle(face[61], face[291]) }

    /// Lips that crossed meet in the middle.
    static func uncross(_ face: inout CanonicalFace) {
        for place in 1..<(Landmark.innerUpperLip.count - 1) {
            let overlap = -gap(face, place)
            guard overlap > 0 else { continue }
            face[Landmark.innerUpperLip[place]].y -= overlap / 2
            face[Landmark.innerLowerLip[place]].y += overlap / 2
        }
    }

    /// Lips that were apart meet all along: a mouth that is wide open is no ellipse, and stays open beside its middle when
    /// only the jaw closes. An upper lip arched over an "oh" comes down on the way. The lips' outer edges come along, less
    /// the farther away they are.
    /// - Parameter open: how far they were apart, centimetres.
    static func press(_ face: inout CanonicalFace, open: Float) {
        let (upper, lower) = (Landmark.innerUpperLip, Landmark.innerLowerLip)
        let (first, last) = (face[upper[0]], face[upper[upper.count - 1]])
        let share = 0.5 * smoothStep(0.3, 1.5, open)
        let arch = upper.map { point -> Float in
            let at = face[point]
            let along = ((at.x - first.x) / max(last.x - first.x, 1e-3)).clamped(0...1)
            return share * max(0, first.y + (last.y - first.y) * along - at.y)
        }
        let gaps = lower.indices.map { max(0, gap(face, $0)) - arch[$0] }
        carry(Landmark.outerUpperLip, along: upper, by: arch, fading: 1.2, in: &face)
        carry(Landmark.outerLowerLip, along: lower, by: gaps.map { -$0 }, fading: 1.5, in: &face)
        for place in upper.indices.dropFirst().dropLast() {
            face[upper[place]].y += arch[place]
            face[lower[place]].y -= gaps[place]
        }
    }

    private static func carry(
        _ points: [Int], along edge: [Int], by moves: [Float], fading: Float, in face: inout CanonicalFace
    ) {
        for point in points {
            let at = face[point]
            guard let near = edge.indices.min(by: { abs(face[edge[$0]].x - at.x) < abs(face[edge[$1]].x - at.x) })
            else { continue }
            face[point].y += moves[near] * exp(-abs(at.y - face[edge[near]].y) / fading)
        }
    }

    private static func gap(_ face: CanonicalFace, _ place: Int) -> Float {
        face[Landmark.innerLowerLip[place]].y - face[Landmark.innerUpperLip[place]].y
    }
}
