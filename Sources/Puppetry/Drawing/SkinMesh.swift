import CPuppetry

/// The face itself as a mesh of its landmarks, without eyes and the mouth's opening; its outline fades into the grid.
struct SkinMesh: Sendable {
    /// The mouth's opening, with the source's own texture.
    let mouthTriangles: [UInt16]
    let mouthAndRimTriangles: [UInt16]
    private let triangles: [SIMD3<UInt16>]
    private let isCounterClockwise: [Bool]
    private let texturePlaces: [TexturePoint]
    private let alpha: [Float]
    private let facing: Facing
    private let lids: LidEdges

    init(_ face: NeutralFace, source: SourceFace, texture: SourceTexture) {
        triangles = face.skinTriangles
        mouthTriangles = face.mouthTriangles.flatMap { [$0.x, $0.y, $0.z] }
        mouthAndRimTriangles = face.mouthAndRimTriangles.flatMap { [$0.x, $0.y, $0.z] }
        isCounterClockwise = triangles.map { Self.area($0, source.landmarks) > 0 }
        texturePlaces = source.landmarks.map { texture.place($0.xy) }
        var alpha = [Float](repeating: 1, count: Landmark.count)
        for point in Landmark.oval { alpha[point] = 0 }
        self.alpha = alpha
        facing = Facing(source, triangles: triangles)
        lids = LidEdges(source, texture: texture)
    }

    func vertices(_ pose: FacePose) -> [puppet_vertex] {
        let shown = facing.shares(pose)
        var places = texturePlaces
        lids.cover(&places, shut: pose.shut)
        return pose.points.indices.map { index in
            puppet_vertex(at: pose.points[index].xy, shows: places[index], alpha: alpha[index] * shown[index])
        }
    }

    /// The upper lids of closing eyes, over the skin.
    func lids(_ pose: FacePose, over skin: [puppet_vertex]) -> (vertices: [puppet_vertex], triangles: [UInt16]) {
        lids.lids(pose, skin: skin, places: texturePlaces)
    }

    /// Far ones first; those that turned their back with the head are left out. Those an expression folds over stay: they
    /// would leave a hole.
    func visibleTriangles(_ pose: FacePose) -> [UInt16] {
        let points = pose.points
        var seen: [(depth: Float, triangle: SIMD3<UInt16>)] = []
        seen.reserveCapacity(triangles.count)
        for (index, triangle) in triangles.enumerated()
        where (Self.area(triangle, pose.rigid) > 0) == isCounterClockwise[index] {
            let depth = points[Int(triangle.x)].z + points[Int(triangle.y)].z + points[Int(triangle.z)].z
            seen.append((depth, triangle))
        }
        seen.sort { $0.depth > $1.depth }
        return seen.flatMap { [$0.triangle.x, $0.triangle.y, $0.triangle.z] }
    }

    private static func area(_ triangle: SIMD3<UInt16>, _ points: Landmarks<VideoSpace>) -> Float {
        let (a, b, c) = (points[Int(triangle.x)], points[Int(triangle.y)], points[Int(triangle.z)])
        return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    }
}
