/// An affine map of the plane from one space to another: x' = x.x * x + x.y * y + x.z, y' likewise.
struct PlaneTransform<From, To>: Equatable, Sendable {
    var x: SIMD3<Double>
    var y: SIMD3<Double>

    func callAsFunction(_ point: FinePoint<From>) -> FinePoint<To> {
        let p = point.vector
        return FinePoint(x: x.x * p.x + x.y * p.y + x.z, y: y.x * p.x + y.y * p.y + y.z)
    }

    func callAsFunction(_ point: PlanePoint<From>) -> PlanePoint<To> { PlanePoint(self(FinePoint(point))) }

    /// The map back; nil when the plane is squashed to a line.
    var inverse: PlaneTransform<To, From>? {
        let determinant = x.x * y.y - x.y * y.x
        guard abs(determinant) > 1e-12 else { return nil }
        let (a, b, c, d) = (y.y / determinant, -x.y / determinant, -y.x / determinant, x.x / determinant)
        return PlaneTransform<To, From>(
            x: SIMD3(a, b, -(a * x.z + b * y.z)), y: SIMD3(c, d, -(c * x.z + d * y.z)))
    }

    /// This map, then another.
    func followed<Next>(by next: PlaneTransform<To, Next>) -> PlaneTransform<From, Next> {
        func row(_ r: SIMD3<Double>) -> SIMD3<Double> {
            x * r.x + y * r.y + SIMD3(0, 0, r.z)
        }
        return PlaneTransform<From, Next>(x: row(next.x), y: row(next.y))
    }

    /// In the order the kernels want.
    var floats: [Float] { [x.x, x.y, x.z, y.x, y.y, y.z].map(Float.init) }
}

extension PlaneTransform where From == To {
    static var identity: PlaneTransform { PlaneTransform(x: SIMD3(1, 0, 0), y: SIMD3(0, 1, 0)) }

    /// The same map between pictures `scale` times as large.
    func scaled(_ scale: SIMD2<Double>) -> PlaneTransform {
        PlaneTransform(
            x: SIMD3(x.x, x.y * scale.x / scale.y, x.z * scale.x),
            y: SIMD3(y.x * scale.y / scale.x, y.y, y.z * scale.y))
    }
}
