/// A place in a coordinate space. Two places differ by a plain vector, and a place and a vector make another place.
struct Point<Space, Vector: SIMD & Sendable>: Equatable, Sendable where Vector.Scalar: FloatingPoint {
    var vector: Vector

    init(_ vector: Vector) { self.vector = vector }

    static func - (to: Point, from: Point) -> Vector { to.vector - from.vector }
    static func + (point: Point, way: Vector) -> Point { Point(point.vector + way) }
    static func - (point: Point, way: Vector) -> Point { Point(point.vector - way) }
    static func += (point: inout Point, way: Vector) { point.vector += way }

    /// Halfway between two places.
    static func middle(_ a: Point, _ b: Point) -> Point { Point((a.vector + b.vector) / 2) }

    /// The mean of some places, at least one.
    static func mean(_ points: [Point]) -> Point {
        Point(points.reduce(Vector.zero) { $0 + $1.vector } / Vector.Scalar(points.count))
    }
}

/// A place of the plane.
typealias PlanePoint<Space> = Point<Space, SIMD2<Float>>
/// A place of the plane for what adds up many small steps.
typealias FinePoint<Space> = Point<Space, SIMD2<Double>>
/// A place with a depth; less is nearer to the viewer.
typealias DeepPoint<Space> = Point<Space, SIMD3<Float>>

extension Point where Vector == SIMD2<Float> {
    init(x: Float, y: Float) { vector = SIMD2(x, y) }
    init(_ fine: FinePoint<Space>) { vector = SIMD2<Float>(fine.vector) }

    var x: Float { vector.x }
    var y: Float { vector.y }
}

extension Point where Vector == SIMD2<Double> {
    init(x: Double, y: Double) { vector = SIMD2(x, y) }
    init(_ coarse: PlanePoint<Space>) { vector = SIMD2<Double>(coarse.vector) }

    var x: Double { vector.x }
    var y: Double { vector.y }
}

extension Point where Vector == SIMD3<Float> {
    init(_ place: PlanePoint<Space>, depth: Float) { vector = SIMD3(place.vector, depth) }

    var x: Float {
        get { vector.x }
        set { vector.x = newValue }
    }
    var y: Float {
        get { vector.y }
        set { vector.y = newValue }
    }
    var z: Float { vector.z }
    var xy: PlanePoint<Space> { PlanePoint(vector.xy) }
}
