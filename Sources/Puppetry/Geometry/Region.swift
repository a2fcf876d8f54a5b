import Foundation

/// A turned square of a picture that a network looks at: centre and side in pixels, turn in radians (clockwise, y down).
struct Region: Equatable, Sendable {
    var centre: SIMD2<Double>
    var side: Double
    var turn: Double

    /// Maps pixels of an n x n network input to pixels of the picture.
    /// - Parameter height: of the part shown, as a share of its width.
    func transform(inputSide n: Int, height: Double = 1) -> PlaneTransform {
        let step = side / Double(n)
        let (c, s) = (cos(turn) * step, sin(turn) * step)
        let half = Double(n) / 2
        return PlaneTransform(
            x: SIMD3(c, -s * height, centre.x - (c - s * height) * half),
            y: SIMD3(s, c * height, centre.y - (s + c * height) * half))
    }

    /// The whole of a picture in the middle of a square.
    static func letterbox(width: Int, height: Int) -> Region {
        Region(
            centre: SIMD2(Double(width) / 2, Double(height) / 2), side: Double(max(width, height)), turn: 0)
    }
}

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
