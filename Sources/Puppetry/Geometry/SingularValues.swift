import Foundation

/// M = u * diagonal(values) * v^T, values falling, by one-sided Jacobi rotations: columns are turned in pairs until they
/// are orthogonal. Exact enough for 3 x 3 in a handful of sweeps, and stable when M is nearly singular.
struct SingularValues {
    let u: Matrix3
    let values: SIMD3<Double>
    let v: Matrix3

    init(of matrix: Matrix3) {
        // Rows of the transposes are the columns that get turned.
        let start = matrix.transposed
        var columns = [start.rows.0, start.rows.1, start.rows.2]
        var basis = [SIMD3<Double>(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
        for _ in 0..<30 {
            var turned = false
            for (p, q) in [(0, 1), (0, 2), (1, 2)] {
                let (a, b) = ((columns[p] * columns[p]).sum(), (columns[q] * columns[q]).sum())
                let c = (columns[p] * columns[q]).sum()
                guard abs(c) > 1e-15 * (a * b).squareRoot(), abs(c) > 1e-300 else { continue }
                turned = true
                let zeta = (b - a) / (2 * c)
                let t = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
                let cosine = 1 / (1 + t * t).squareRoot()
                let sine = cosine * t
                (columns[p], columns[q]) = (
                    columns[p] * cosine - columns[q] * sine, columns[p] * sine + columns[q] * cosine
                )
                (basis[p], basis[q]) = (basis[p] * cosine - basis[q] * sine, basis[p] * sine + basis[q] * cosine)
            }
            if !turned { break }
        }
        let order = [0, 1, 2].sorted { columns[$0].length > columns[$1].length }
        let lengths = order.map { columns[$0].length }
        values = SIMD3(lengths[0], lengths[1], lengths[2])
        v = Matrix3(basis[order[0]], basis[order[1]], basis[order[2]]).transposed
        u = Self.directions(order.map { columns[$0] }, lengths).transposed
    }

    /// Unit vectors along the columns; where a column has vanished, whatever completes the basis.
    private static func directions(_ columns: [SIMD3<Double>], _ lengths: [Double]) -> Matrix3 {
        let least = max(lengths[0] * 1e-12, 1e-300)
        guard lengths[0] > least else { return .identity }
        let first = columns[0] / lengths[0]
        let second: SIMD3<Double>
        if lengths[1] > least {
            second = columns[1] / lengths[1]
        } else {
            let across = cross(first, abs(first.x) < 0.9 ? SIMD3(1, 0, 0) : SIMD3(0, 1, 0))
            second = across / across.length
        }
        let third = lengths[2] > least ? columns[2] / lengths[2] : cross(first, second)
        return Matrix3(first, second, third)
    }

    private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
}
