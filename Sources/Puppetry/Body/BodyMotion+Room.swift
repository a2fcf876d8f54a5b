import Foundation

extension BodyMotion {
    /// How much room the figure has in its own picture, pixels.
    struct Room: Equatable, Sendable {
        /// Below the figure: what stays where it is as the figure grows.
        var foot = PlanePoint<VideoSpace>(.zero)
        /// Above the head.
        var above: Float = .infinity
        /// Whether a side of the picture cuts the figure off, which then must not grow smaller.
        var isCutAtSide = false

        /// Of the room above a head that is there for growing; what is left is for moving up.
        private static let forGrowing: Float = 0.9

        /// Grows no farther than the head stays in the picture.
        func growth(_ wanted: Float) -> Float {
            let most = above < foot.y ? foot.y / (foot.y - Self.forGrowing * max(above, 0)) : .infinity
            return max(min(wanted, most), isCutAtSide ? 1 : 0)
        }

        /// Moves up no farther than that, approached softly.
        /// - Parameter growth: of the figure in the same frame.
        func shift(_ wanted: SIMD2<Float>, growth: Float) -> SIMD2<Float> {
            let most = foot.y / growth - foot.y + max(above, 0)
            guard wanted.y < 0, most < .infinity else { return wanted }
            return SIMD2(wanted.x, most > 0.5 ? -most * tanh(-wanted.y / most) : 0)
        }
    }
}
