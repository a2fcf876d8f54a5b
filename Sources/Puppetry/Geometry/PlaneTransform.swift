/// An affine map of the plane: x' = x.x * x + x.y * y + x.z, y' likewise.
struct PlaneTransform: Equatable, Sendable {
    var x: SIMD3<Double>
    var y: SIMD3<Double>

    func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(x.x * point.x + x.y * point.y + x.z, y.x * point.x + y.y * point.y + y.z)
    }

    /// The map back; nil when the plane is squashed to a line.
    var inverse: PlaneTransform? {
        let determinant = x.x * y.y - x.y * y.x
        guard abs(determinant) > 1e-12 else { return nil }
        let (a, b, c, d) = (y.y / determinant, -x.y / determinant, -y.x / determinant, x.x / determinant)
        return PlaneTransform(
            x: SIMD3(a, b, -(a * x.z + b * y.z)), y: SIMD3(c, d, -(c * x.z + d * y.z)))
    }

    /// In the order the kernels want.
    var floats: [Float] { [x.x, x.y, x.z, y.x, y.y, y.z].map(Float.init) }
}

extension PlaneTransform {
    static let identity = PlaneTransform(x: SIMD3(1, 0, 0), y: SIMD3(0, 1, 0))

    /// This map, then another.
    func followed(by next: PlaneTransform) -> PlaneTransform {
        func row(_ r: SIMD3<Double>) -> SIMD3<Double> {
            x * r.x + y * r.y + SIMD3(0, 0, r.z)
        }
        return PlaneTransform(x: row(next.x), y: row(next.y))
    }

    /// The same map between pictures `scale` times as large.
    func scaled(_ scale: SIMD2<Double>) -> PlaneTransform {
        PlaneTransform(
            x: SIMD3(x.x, x.y * scale.x / scale.y, x.z * scale.x),
            y: SIMD3(y.x * scale.y / scale.x, y.y, y.z * scale.y))
    }
}
