import CPuppetry
import Foundation

/// A grid over the picture round the head. Its nodes follow the nearest landmarks near the face and the head's movement
/// farther out, less and less until the picture stands still: hair, ears and neck come along without being cut out.
struct WarpGrid: Sendable {
    /// Three node numbers a triangle.
    let triangles: [UInt16]
    private let home: [Float]
    private let nodes: HeadNodes
    private let texturePlaces: [TexturePoint]

    init(around face: SourceFace, texture: SourceTexture) {
        let cell = max(6, face.width / 14)
        let follow = HeadInfluence(face: face, texture: texture)
        let (low, high) = follow.bounds
        let columns = max(1, Int(((high.x - low.x) / cell).rounded(.up)))
        let rows = max(1, Int(((high.y - low.y) / cell).rounded(.up)))
        let step = (high - low) / SIMD2(Float(columns), Float(rows))
        let points = (0...rows).flatMap { row in
            (0...columns).map { column in low + SIMD2(Float(column), Float(row)) * step }
        }
        let follows = points.map { follow($0) }
        home = points.flatMap { [$0.x, $0.y] }
        nodes = HeadNodes(at: points, follows: follows, face: face)
        texturePlaces = points.map { texture.place($0) }
        triangles = Self.triangles(columns: columns, rows: rows, follows: follows)
    }

    /// Two triangles for each cell that can move at all.
    private static func triangles(columns: Int, rows: Int, follows: [Float]) -> [UInt16] {
        var triangles: [UInt16] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let a = row * (columns + 1) + column
                let (b, c, d) = (a + 1, a + columns + 1, a + columns + 2)
                guard [a, b, c, d].contains(where: { follows[$0] > 0 }) else { continue }
                triangles += [a, b, d, a, d, c].map(UInt16.init)
            }
        }
        return triangles
    }

    /// The nodes in one frame.
    func vertices(_ pose: FacePose) -> [puppet_vertex] {
        let places = nodes.places(pose, from: home)
        return texturePlaces.indices.map { index in
            puppet_vertex(at: PlanePoint(x: places[2 * index], y: places[2 * index + 1]), shows: texturePlaces[index])
        }
    }
}
