import Foundation

/// Two eyes that act as one. Each is tracked by itself, and the one that turns away with the head badly: what both say
/// alike is the nearer one's word above all.
enum EyePair {
    /// Differences in openness between which it becomes a wink; a smaller one is the tracking's.
    private static let wink: (from: Float, to: Float) = (0.35, 0.7)
    /// Radians to the side at which only the nearer eye counts, and those between which no wink can be told any more.
    private static let aside = 0.5
    private static let unsure = (from: 0.35, to: 0.6)

    /// How far both eyes are open.
    /// - Parameters:
    ///   - eyes: A and B as tracked.
    ///   - yaw: of the head, radians.
    static func openness(_ eyes: SIMD2<Float>, yaw: Double) -> SIMD2<Float> {
        let both = shared(SIMD2(eyes.x, 0), SIMD2(eyes.y, 0), yaw: yaw).x
        let own =
            smoothStep(wink.from, wink.to, abs(eyes.x - eyes.y))
            * Float(1 - smoothStep(unsure.from, unsure.to, abs(yaw)))
        return SIMD2(repeating: both) * (1 - own) + eyes * own
    }

    /// Where both look, of where A and B do.
    static func shared(_ a: SIMD2<Float>, _ b: SIMD2<Float>, yaw: Double) -> SIMD2<Float> {
        a + (b - a) * Float(smoothStep(-aside, aside, yaw))
    }
}
