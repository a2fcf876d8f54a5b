import Foundation

/// How far each landmark follows the jaw, and the upper lip when it rises; 0...1, in the canonical face.
struct MouthWeights: Sendable {
    let jaw: [Float]
    let upperLip: [Float]

    init(_ face: NeutralFace) {
        let points = face.points
        let middle = (points[61] + points[291]) / 2
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
    static func gap(_ face: [SIMD3<Float>]) -> Float {
        Landmark.middleOfLips.reduce(0) { $0 + gap(face, $1) } / Float(Landmark.middleOfLips.count)
    }

    /// The same relative to the height of the face.
    static func openness(_ face: [SIMD3<Float>]) -> Float {
        gap(face) / max(abs(face[Landmark.foreheadTop].y - face[Landmark.chin].y), 1e-6)
    }

    /// Between the corners of the lips.
    static func middle(_ face: [SIMD3<Float>]) -> SIMD3<Float> { (face[61] + face[291]) / 2 }

    /// Lips that crossed meet in the middle.
    static func uncross(_ face: inout [SIMD3<Float>]) {
        for place in 1..<(Landmark.innerUpperLip.count - 1) {
            let overlap = -gap(face, place)
            guard overlap > 0 else { continue }
            face[Landmark.innerUpperLip[place]].y -= overlap / 2
            face[Landmark.innerLowerLip[place]].y += overlap / 2
        }
    }

    /// The lower lip comes up to the upper one all along: a mouth that is wide open is no ellipse, and stays open beside
    /// its middle when only the jaw closes. The lip's outer edge comes along, less the farther down it is.
    static func press(_ face: inout [SIMD3<Float>]) {
        let inner = Landmark.innerLowerLip.indices
        let before = Landmark.innerLowerLip.map { face[$0] }
        let gaps = inner.map { max(0, gap(face, $0)) }
        for place in inner.dropFirst().dropLast() { face[Landmark.innerLowerLip[place]].y -= gaps[place] }
        for point in Landmark.outerLowerLip {
            let at = face[point]
            guard let nearest = inner.min(by: { abs(before[$0].x - at.x) < abs(before[$1].x - at.x) }) else { continue }
            face[point].y -= gaps[nearest] * exp(-max(0, at.y - before[nearest].y) / 1.5)
        }
    }

    private static func gap(_ face: [SIMD3<Float>], _ place: Int) -> Float {
        face[Landmark.innerLowerLip[place]].y - face[Landmark.innerUpperLip[place]].y
    }
}
