/// The 468 points of a face in one space: in pixels where a picture shows it, ``CanonicalFace`` free of where and how large
/// that is. ``HeadPose`` maps one to the other.
struct Landmarks<Space>: Equatable, Sendable, RandomAccessCollection, MutableCollection {
    private(set) var points: [DeepPoint<Space>]

    init(_ points: [DeepPoint<Space>]) { self.points = points }

    /// - Parameter numbers: x, y and z of one point after the other.
    init(numbers: some RandomAccessCollection<Float>) {
        func number(_ place: Int) -> Float { numbers[numbers.index(numbers.startIndex, offsetBy: place)] }
        points = (0..<(numbers.count / 3)).map {
            DeepPoint(SIMD3(number(3 * $0), number(3 * $0 + 1), number(3 * $0 + 2)))
        }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { points.count }

    subscript(landmark: Int) -> DeepPoint<Space> {
        get { points[landmark] }
        set { points[landmark] = newValue }
    }

    /// The same face in another space.
    func mapped<Other>(_ place: (DeepPoint<Space>) -> DeepPoint<Other>) -> Landmarks<Other> {
        Landmarks<Other>(points.map(place))
    }

    /// The box round all of them.
    var bounds: (low: DeepPoint<Space>, high: DeepPoint<Space>) {
        let (low, high) = points.reduce((points[0].vector, points[0].vector)) {
            (pointwiseMin($0.0, $1.vector), pointwiseMax($0.1, $1.vector))
        }
        return (DeepPoint(low), DeepPoint(high))
    }
}

/// A face in centimetres, x right, y down, z away from the viewer.
typealias CanonicalFace = Landmarks<CanonicalSpace>
