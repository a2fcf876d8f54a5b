import Foundation

extension FigureMove {
    /// Turns by radians about a point, then shifts.
    init(turn: Float, about point: PlanePoint<VideoSpace>, shift: SIMD2<Float>) {
        let (c, s) = (Double(cos(turn)), Double(sin(turn)))
        let (p, to) = (FinePoint(point), FinePoint(point + shift))
        self.init(
            x: SIMD3(c, -s, to.x - c * p.x + s * p.y), y: SIMD3(s, c, to.y - s * p.x - c * p.y))
    }

    /// Takes a bone that points along `bone` (of length 1) from one place to another, turned and stretched along itself.
    init(bone: SIMD2<Float>, from: PlanePoint<VideoSpace>, to: PlanePoint<VideoSpace>, turn: Float, stretch: Float) {
        let (c, s) = (Double(cos(turn)), Double(sin(turn)))
        let d = SIMD2<Double>(bone)
        let k = Double(stretch) - 1
        // Stretching along d: I + k d d^T.
        let (a, b, e) = (1 + k * d.x * d.x, k * d.x * d.y, 1 + k * d.y * d.y)
        let x = SIMD2(c * a - s * b, c * b - s * e)
        let y = SIMD2(s * a + c * b, s * b + c * e)
        let (p, q) = (SIMD2<Double>(from.vector), SIMD2<Double>(to.vector))
        self.init(x: SIMD3(x.x, x.y, q.x - (x * p).sum()), y: SIMD3(y.x, y.y, q.y - (y * p).sum()))
    }
}
