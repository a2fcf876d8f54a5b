/// The 468 points of a face in canonical space, centimetres, x right, y down, z away from the viewer: free of where and how
/// large a picture shows it. Landmarks in pixels are plain arrays; ``HeadPose`` maps one to the other.
struct CanonicalFace: Equatable, Sendable, RandomAccessCollection, MutableCollection {
    private var points: [SIMD3<Float>]

    init(_ points: [SIMD3<Float>]) { self.points = points }

    var startIndex: Int { 0 }
    var endIndex: Int { points.count }

    subscript(landmark: Int) -> SIMD3<Float> {
        get { points[landmark] }
        set { points[landmark] = newValue }
    }
}
