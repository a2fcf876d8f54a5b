/// How far each point of a face is to be seen as the head turns. What turns away fades at its edge instead of ending in a
/// staircase of triangles; what the picture shows only edge-on, and the turn brings round, has no colours of its own to
/// show but smeared ones, and leaves its place to the picture bent as a whole.
struct Facing: Sendable {
    /// Cosines between a point's normal and the view: below the first nothing is seen, above the second all.
    private static let edge: (from: Float, to: Float) = (0.03, 0.22)
    private static let grazing: (from: Float, to: Float) = (0.10, 0.35)
    /// Turned towards the viewer by more than this, as the difference of cosines, smears.
    private static let broughtRound: (from: Float, to: Float) = (0.10, 0.40)

    /// Of the canonical face, outwards.
    private let normals: [SIMD3<Float>]
    /// In the source, 0...1.
    private let atRest: [Float]

    init(_ source: SourceFace, triangles: [SIMD3<UInt16>]) {
        let points = source.canonical
        var normals = [SIMD3<Float>](repeating: .zero, count: points.count)
        let centre = DeepPoint.mean(points.points)
        var outwards: Float = 0
        for triangle in triangles {
            let corners = [Int(triangle.x), Int(triangle.y), Int(triangle.z)]
            let (a, b, c) = (points[corners[0]], points[corners[1]], points[corners[2]])
            let (u, v) = (b - a, c - a)
            let normal = SIMD3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x)
            outwards += (normal * (a - centre)).sum()
            for corner in corners { normals[corner] += normal }
        }
        self.normals = normals.map { normal in
            let length = (normal * normal).sum().squareRoot()
            return length > 1e-9 ? normal * ((outwards < 0 ? -1 : 1) / length) : SIMD3(0, 0, -1)
        }
        atRest = Self.cosines(self.normals, source.pose.rotation)
    }

    /// For each landmark, 0...1.
    func shares(_ pose: FacePose) -> [Float] {
        zip(Self.cosines(normals, pose.head.rotation), atRest).map { now, rest in
            let known = max(
                smoothStep(Self.grazing.from, Self.grazing.to, rest),
                1 - smoothStep(Self.broughtRound.from, Self.broughtRound.to, now - rest))
            return smoothStep(Self.edge.from, Self.edge.to, now) * known
        }
    }

    /// The viewer is where z is least.
    private static func cosines(_ normals: [SIMD3<Float>], _ rotation: Matrix3) -> [Float] {
        let row = SIMD3<Float>(rotation.rows.2)
        return normals.map { -(row * $0).sum() }
    }
}
