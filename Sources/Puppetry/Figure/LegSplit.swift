import Foundation

/// From where on downwards two legs are two: below a skirt's hem, not within a robe. Heights are counted along a leg from
/// the hip: 1 is the knee, 2 the ankle, more the foot.
struct LegSplit: Sendable {
    /// Legs are one at their roots.
    private static let highest: Float = 0.25
    /// Where legs touch, their seam is darker or lighter by this, of the way from black to white in each colour.
    private static let contrast: Float = 0.2
    /// Finer than this is cloth's own pattern, shares of the body's width.
    private static let weave: Float = 0.02
    /// So many heights in a row without a gap are cloth.
    private static let hem = 3
    private static let step: Float = 0.05

    let height: Float
    private let legs: [[SIMD2<Float>]]

    /// - Parameters:
    ///   - mask, colours: of the picture; colours are red, green and blue, 0...1.
    ///   - scale: pixels of the picture for one of the video.
    /// - Returns: nil when the legs are not two anywhere.
    init?(_ skeleton: Skeleton, mask: Plane, colours: [Plane], scale: SIMD2<Float>) {
        legs = skeleton.limbs.filter { !$0.kind.isArm }.map { $0.joints.map { $0.vector * scale } }
        guard legs.count == 2, colours.count == 3 else { return nil }
        // Weave and lace are no edges.
        let calm = colours.map { $0.blurred(sigma: Self.weave * skeleton.width * scale.x) }
        var found: Float?
        var joined = 0
        for height in stride(from: Float(2), through: Self.highest, by: -Self.step) {
            let (a, b) = (Self.point(legs[0], height), Self.point(legs[1], height))
            if Self.isApart(a, b, mask, calm) {
                found = height
                joined = 0
            } else {
                joined += 1
                if joined >= Self.hem { break }
            }
        }
        guard let found else { return nil }
        self.height = found
    }

    private static func point(_ joints: [SIMD2<Float>], _ height: Float) -> SIMD2<Float> {
        let bone = min(Int(height), 1)
        return joints[bone] + (joints[bone + 1] - joints[bone]) * (height - Float(bone))
    }

    /// Whether there is a gap between two places on the legs, or a seam where they touch: of another colour than both, which
    /// are alike.
    private static func isApart(_ a: SIMD2<Float>, _ b: SIMD2<Float>, _ mask: Plane, _ colours: [Plane]) -> Bool {
        func colour(_ point: SIMD2<Float>) -> SIMD3<Float> {
            SIMD3(colours[0].sampled(point), colours[1].sampled(point), colours[2].sampled(point))
        }
        let between = stride(from: Float(0.2), through: 0.8, by: 0.04).map { a + (b - a) * $0 }
        if between.contains(where: { mask.sampled($0) < 0.5 }) { return true }
        let (left, right) = (colour(a + (b - a) * 0.1), colour(a + (b - a) * 0.9))
        return between.contains { point in
            let seam = colour(point)
            let nearest = min((seam - left).length, (seam - right).length)
            return nearest > contrast && nearest > (left - right).length
        }
    }

    /// How high a place of the picture lies, by the leg it is nearest to.
    func height(of point: SIMD2<Float>, leg: Int) -> Float {
        let joints = legs[leg]
        var (best, height) = (Float.infinity, Float(0))
        for bone in 0..<3 {
            let along = joints[bone + 1] - joints[bone]
            let share = ((point - joints[bone]) * along).sum() / max((along * along).sum(), 1e-3)
            let off = (point - joints[bone] - along * share.clamped(0...1)).length
            if off < best { (best, height) = (off, Float(bone) + share.clamped(0...1)) }
        }
        return height
    }
}
