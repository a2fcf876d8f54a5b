import Foundation

/// How badly a pose deforms the parts of a sheet that a limb moves: what is drawn out, crushed or turned over looks torn,
/// however right the pose is.
struct MeshStrain: Sendable {
    /// A triangle may be drawn out and crushed by these factors: cloth does both.
    fileprivate static let (longest, shortest): (Float, Float) = (1.6, 0.45)
    /// What is turned over counts like something drawn out by this factor more.
    fileprivate static let turnedOver: Float = 1

    fileprivate struct Triangle: Sendable {
        let corners: SIMD3<UInt16>
        /// Inverse of the matrix of two edges, by rows.
        let back: SIMD4<Float>
        /// Share of the unit's square.
        let area: Float
    }

    /// By limb.
    private let triangles: [Int: [Triangle]]

    /// - Parameters:
    ///   - limbs: numbers of the limbs that are looked at.
    ///   - drawn: node numbers of the triangles that are drawn, three each; nil for all of the sheet.
    init(
        _ mesh: FigureMesh, texture: FigureTexture, skeleton: Skeleton, limbs: some Sequence<Int>,
        drawn: [UInt16]? = nil
    ) {
        var triangles: [Int: [Triangle]] = [:]
        let all = drawn.map { corners in
            stride(from: 0, to: corners.count, by: 3).map { SIMD3(corners[$0], corners[$0 + 1], corners[$0 + 2]) }
        }
        let visible = (all ?? mesh.triangles).filter { corners in
            let middle = PlanePoint.mean((0..<3).map { mesh.points[Int(corners[$0])] })
            return texture.mask.sampled(texture.place(middle).vector) > 0.5 && texture.isWithinSource(middle, slack: 0)
        }
        for limb in limbs {
            let bones = skeleton.bones(of: limb)
            triangles[limb] = visible.compactMap { corners in
                let share = (0..<3).reduce(Float(0)) { $0 + mesh.shares[Int(corners[$1])].weight(of: bones) } / 3
                return share > 0.1 ? Triangle(corners, mesh.points, unit: skeleton.width) : nil
            }
        }
        self.triangles = triangles
    }

    /// The deformation of all that a limb moves, each place by how far it goes beyond what cloth does; an area of a tenth of
    /// the body's width squared that is drawn out by a factor e too far gives 0.1.
    /// - Parameter places: where the nodes go, x and y each.
    func excess(of limb: Int, _ places: [Float]) -> Float {
        (triangles[limb] ?? []).reduce(0) { $0 + $1.area * $1.excess(places) }
    }
}

extension MeshStrain.Triangle {
    fileprivate init?(_ corners: SIMD3<UInt16>, _ points: [PlanePoint<VideoSpace>], unit: Float) {
        let (a, b, c) = (points[Int(corners.x)], points[Int(corners.y)], points[Int(corners.z)])
        let (u, v) = (b - a, c - a)
        let determinant = u.x * v.y - u.y * v.x
        guard abs(determinant) > 1e-3 else { return nil }
        self.init(
            corners: corners, back: SIMD4(v.y, -v.x, -u.y, u.x) / determinant,
            area: abs(determinant) / 2 / max(unit * unit, 1))
    }

    fileprivate func excess(_ places: [Float]) -> Float {
        func place(_ node: UInt16) -> SIMD2<Float> { SIMD2(places[2 * Int(node)], places[2 * Int(node) + 1]) }
        let a = place(corners.x)
        let (u, v) = (place(corners.y) - a, place(corners.z) - a)
        // Columns of the map from the sheet at rest: what becomes of a step to the right, and of one down.
        let right = u * back.x + v * back.z
        let down = u * back.y + v * back.w
        let squares = (right * right).sum() + (down * down).sum()
        let determinant = right.x * down.y - right.y * down.x
        let largest = ((squares + max(squares * squares - 4 * determinant * determinant, 0).squareRoot()) / 2)
            .squareRoot()
        let smallest = abs(determinant) / max(largest, 1e-6)
        var excess = max(0, log(max(largest, 1e-3) / MeshStrain.longest))
        excess += max(0, log(MeshStrain.shortest / max(smallest, 0.02)))
        return determinant < 0 ? excess + MeshStrain.turnedOver : excess
    }
}
