import Foundation

/// Turns the shape of a speaking mouth into movement of the canonical face's landmarks, centimetres.
struct MouthShaper: Sendable {
    /// Of the upper lip beyond ``MouthWeights/upperLip``: its inner rows rise with it.
    private static let innerRows = [12, 11, 38, 268, 72, 302, 41, 271, 73, 303, 42, 272, 74, 304]

    private struct Weight: Sendable {
        let jaw: Float
        let upperLip: Float
        /// How much the point belongs to the mouth and its surroundings, 0...1.
        let mouth: Float
        /// From the middle of the mouth to the right, centimetres.
        let across: Float
    }

    private let weights: [Weight]

    init(_ face: NeutralFace, weights: MouthWeights) {
        let middle = Mouth.middle(face.points)
        let inner = Set(Self.innerRows)
        self.weights = face.points.indices.map { index in
            let off = face.points[index] - middle
            let near = (off.x / 3.6) * (off.x / 3.6) + (off.y / 2.6) * (off.y / 2.6)
            let rises = max(0, 1 - (off.x / 2.6) * (off.x / 2.6)).squareRoot()
            return Weight(
                jaw: weights.jaw[index], upperLip: inner.contains(index) ? rises : weights.upperLip[index],
                mouth: exp(-pow(near, 1.5)), across: off.x)
        }
    }

    /// Movement of each landmark away from the closed mouth.
    func movement(_ shape: MouthShape) -> [SIMD3<Float>] {
        let open = shape.open.clamped(0...1)
        let (spread, round) = (max(shape.width, 0), max(-shape.width, 0))
        return weights.map { weight in
            let corner = min(1, abs(weight.across) / 2.4)
            let rise = weight.upperLip * open * (0.28 + 0.10 * spread) + 0.12 * weight.mouth * spread * corner
            return SIMD3(
                weight.across * weight.mouth * (0.13 * spread - 0.20 * round - 0.10 * open),
                2.0 * weight.jaw * open - rise, -0.5 * weight.mouth * round)
        }
    }
}
