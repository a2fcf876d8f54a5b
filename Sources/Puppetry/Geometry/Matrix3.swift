import Foundation

/// A 3 x 3 matrix by rows.
struct Matrix3: Equatable, Sendable {
    var rows: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

    static let identity = Matrix3(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
    static let zero = Matrix3(.zero, .zero, .zero)

    init(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) { rows = (a, b, c) }

    init(diagonal d: SIMD3<Double>) { self.init(SIMD3(d.x, 0, 0), SIMD3(0, d.y, 0), SIMD3(0, 0, d.z)) }

    static func == (a: Matrix3, b: Matrix3) -> Bool { a.rows == b.rows }

    subscript(row: Int, column: Int) -> Double {
        get { row == 0 ? rows.0[column] : row == 1 ? rows.1[column] : rows.2[column] }
        set {
            switch row {
            case 0: rows.0[column] = newValue
            case 1: rows.1[column] = newValue
            default: rows.2[column] = newValue
            }
        }
    }

    var transposed: Matrix3 {
        Matrix3(
            SIMD3(rows.0.x, rows.1.x, rows.2.x), SIMD3(rows.0.y, rows.1.y, rows.2.y),
            SIMD3(rows.0.z, rows.1.z, rows.2.z))
    }

    var determinant: Double {
        let (a, b, c) = rows
        return a.x * (b.y * c.z - b.z * c.y) - a.y * (b.x * c.z - b.z * c.x) + a.z * (b.x * c.y - b.y * c.x)
    }

    static func * (m: Matrix3, v: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3((m.rows.0 * v).sum(), (m.rows.1 * v).sum(), (m.rows.2 * v).sum())
    }

    static func * (a: Matrix3, b: Matrix3) -> Matrix3 {
        let columns = b.transposed
        return Matrix3(columns * a.rows.0, columns * a.rows.1, columns * a.rows.2)
    }

    static func * (m: Matrix3, k: Double) -> Matrix3 { Matrix3(m.rows.0 * k, m.rows.1 * k, m.rows.2 * k) }

    static func + (a: Matrix3, b: Matrix3) -> Matrix3 {
        Matrix3(a.rows.0 + b.rows.0, a.rows.1 + b.rows.1, a.rows.2 + b.rows.2)
    }
}

extension Matrix3 {
    /// Turns about `vector` by its length in radians (Rodrigues).
    init(rotationVector vector: SIMD3<Double>) {
        let angle = vector.length
        guard angle > 1e-12 else {
            self = .identity
            return
        }
        let a = vector / angle
        let (c, s) = (cos(angle), sin(angle))
        let k = 1 - c
        self.init(
            SIMD3(c + a.x * a.x * k, a.x * a.y * k - a.z * s, a.x * a.z * k + a.y * s),
            SIMD3(a.y * a.x * k + a.z * s, c + a.y * a.y * k, a.y * a.z * k - a.x * s),
            SIMD3(a.z * a.x * k - a.y * s, a.z * a.y * k + a.x * s, c + a.z * a.z * k))
    }

    /// Axis times angle of a rotation, 0...pi long.
    var rotationVector: SIMD3<Double> {
        let axis = SIMD3(self[2, 1] - self[1, 2], self[0, 2] - self[2, 0], self[1, 0] - self[0, 1])
        let sine = axis.length / 2
        let cosine = ((self[0, 0] + self[1, 1] + self[2, 2] - 1) / 2).clamped(-1...1)
        guard sine > 1e-9 else {
            guard cosine < 0 else { return .zero }
            // Half a turn: the axis is the column of R + I with the longest diagonal.
            let k = (0..<3).max { self[$0, $0] < self[$1, $1] } ?? 0
            let column =
                SIMD3(self[0, k], self[1, k], self[2, k]) + SIMD3(k == 0 ? 1 : 0, k == 1 ? 1 : 0, k == 2 ? 1 : 0)
            return column / column.length * .pi
        }
        return axis / (2 * sine) * atan2(sine, cosine)
    }

    /// The rotation nearest to a matrix (its polar factor), never a reflection.
    var nearestRotation: Matrix3 {
        let svd = SingularValues(of: self)
        let sign = (svd.u * svd.v.transposed).determinant < 0 ? -1.0 : 1.0
        return svd.u * Matrix3(diagonal: SIMD3(1, 1, sign)) * svd.v.transposed
    }

    /// Turns smaller than about half of `limit` stay; larger ones approach it. Radians.
    func softened(limit: Double) -> Matrix3 {
        let vector = rotationVector
        let angle = vector.length
        guard angle > 1e-9 else { return self }
        return Matrix3(rotationVector: vector * (limit * tanh(angle / limit) / angle))
    }

    /// Yaw, pitch and roll of a head in radians, each 0 for a face straight to the viewer.
    var angles: SIMD3<Double> {
        SIMD3(asin(self[0, 2].clamped(-1...1)), atan2(-self[1, 2], self[2, 2]), atan2(-self[0, 1], self[0, 0]))
    }
}
