import CPuppetry
import Foundation

/// A grid over the picture round the head. Its nodes follow the nearest landmarks near the face and the head's movement
/// farther out, less and less until the picture stands still: hair, ears and neck come along without being cut out.
struct WarpGrid: Sendable {
    /// How far from the picture's edges what moves inwards is held back, face widths [eye].
    private static let edgeReach: Float = 0.8

    /// Three node numbers a triangle.
    let triangles: [UInt16]
    private let home: [Float]
    private let nodes: HeadNodes
    private let texturePlaces: [TexturePoint]
    private let edges: EdgePins

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
        edges = EdgePins(
            points, size: SIMD2(Float(texture.width), Float(texture.height)),
            reach: Self.reach(of: face, in: texture, cell: cell), strip: step.max())
        triangles = Self.triangles(columns: columns, rows: rows, follows: follows)
    }

    /// How far the picture's edges hold what is near them: up to the face itself, which goes where it wants.
    private static func reach(of face: SourceFace, in texture: SourceTexture, cell: Float) -> SIMD4<Float> {
        let (low, high) = face.landmarks.bounds
        let room = SIMD4(low.x, Float(texture.width) - high.x, low.y, Float(texture.height) - high.y)
        return (room - cell).clamped(
            lowerBound: SIMD4(repeating: cell), upperBound: SIMD4(repeating: max(cell, edgeReach * face.width)))
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
        var places = nodes.places(pose, from: home)
        edges.hold(&places)
        return vertices(at: places)
    }

    /// The nodes in the source picture.
    var rest: [puppet_vertex] { vertices(at: home) }

    private func vertices(at places: [Float]) -> [puppet_vertex] {
        texturePlaces.indices.map { index in
            puppet_vertex(at: PlanePoint(x: places[2 * index], y: places[2 * index + 1]), shows: texturePlaces[index])
        }
    }
}
