import Foundation

extension SIMD2 where Scalar == Float {
    func distance(toSegment a: SIMD2<Float>, _ b: SIMD2<Float>) -> Float {
        let along = b - a
        let t = (((self - a) * along).sum() / Swift.max((along * along).sum(), 1e-6)).clamped(0...1)
        return (self - a - along * t).length
    }

    /// Distance to a convex outline, 0 inside.
    func distance(toConvex corners: [SIMD2<Float>]) -> Float {
        var isInside = true
        var nearest = Float.infinity
        let middle = corners.reduce(.zero, +) / Float(corners.count)
        var a = corners[corners.count - 1]
        for b in corners {
            func side(_ p: SIMD2<Float>) -> Float { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) }
            if side(self) * side(middle) < 0 { isInside = false }
            nearest = Swift.min(nearest, distance(toSegment: a, b))
            a = b
        }
        return isInside ? 0 : nearest
    }
}

extension Point where Vector == SIMD2<Float> {
    func distance(toSegment a: Point, _ b: Point) -> Float { vector.distance(toSegment: a.vector, b.vector) }

    /// Distance to a convex outline, 0 inside.
    func distance(toConvex corners: [Point]) -> Float { vector.distance(toConvex: corners.map(\.vector)) }
}
