import CPuppetry
import Foundation

/// Points of the source picture that go along with its head: near the face with the landmarks next to them.
struct HeadNodes: Sendable {
    private let canonical: [Float]
    private let follows: [Float]
    private let nearest: [UInt16]
    private let weights: [Float]

    /// - Parameters:
    ///   - points: in pixels of the video.
    ///   - follows: how far each goes along, 0...1.
    init(at points: [PlanePoint<VideoSpace>], follows: [Float], face: SourceFace) {
        self.follows = follows
        var (canonical, weights, nearest): ([Float], [Float], [UInt16]) = ([], [], [])
        for point in points {
            let node = Node(at: point, face: face)
            canonical += [node.canonical.x, node.canonical.y, node.canonical.z]
            nearest += node.nearest
            weights += node.weights
        }
        (self.canonical, self.weights, self.nearest) = (canonical, weights, nearest)
    }

    /// Where the points are in one frame, x and y each.
    /// - Parameter home: where they are when the head does not take them along.
    func places(_ pose: FacePose, from home: [Float]) -> [Float] {
        let rotation = pose.head.rotation * pose.head.scale
        func row(_ r: SIMD3<Double>) -> (Float, Float, Float) { (Float(r.x), Float(r.y), Float(r.z)) }
        let head = puppet_head(
            x: row(rotation.rows.0), y: row(rotation.rows.1),
            shift: (Float(pose.head.shift.x), Float(pose.head.shift.y)))
        var expression: [Float] = []
        expression.reserveCapacity(2 * Landmark.count)
        for (point, rigid) in zip(pose.points, pose.rigid) {
            expression.append(point.x - rigid.x)
            expression.append(point.y - rigid.y)
        }
        var places = [Float](repeating: 0, count: home.count)
        puppet_move_nodes(
            home, canonical, follows, nearest, weights, Int32(follows.count), expression, head, &places)
        return places
    }
}

/// What a node of the grid hangs on.
private struct Node {
    let canonical: DeepPoint<CanonicalSpace>
    let nearest: [UInt16]
    let weights: [Float]

    init(at point: PlanePoint<VideoSpace>, face: SourceFace) {
        let count = Int(puppet_nearest_count)
        var nearest = [UInt16](repeating: 0, count: count)
        var distances = [Float](repeating: 0, count: count)
        face.landmarks.points.withUnsafeBytes { landmarks in
            guard let floats = landmarks.bindMemory(to: Float.self).baseAddress else { return }
            puppet_nearest_landmarks(floats, Int32(face.landmarks.count), point.x, point.y, &nearest, &distances)
        }
        // Closer than this, landmarks tremble more than they differ.
        let least = 0.02 * face.width
        let shares = distances.map { (distance: Float) -> Float in 1 / ((distance + least) * (distance + least)) }
        let sum: Float = shares.reduce(0, +)
        var depth: Float = 0
        for (landmark, share) in zip(nearest, shares) { depth += share / sum * face.landmarks[Int(landmark)].z }
        // Away from the face the head curves back, as far as half its width.
        let distance = distances[0]
        depth += min(0.9 * max(distance - 0.06 * face.width, 0), 0.55 * face.width)
        // An expression moves the skin round the face by a third of its width.
        let fade: Float = max(distance - 0.04 * face.width, 0) / (0.30 * face.width)
        let reach = exp(-fade * fade)
        canonical = face.pose.canonical(DeepPoint(point, depth: depth))
        self.nearest = nearest
        weights = shares.map { $0 / sum * reach }
    }
}

/// How far a place of the picture moves with the head: 1 on it, 0 about one head away and at the texture's edge.
struct HeadInfluence {
    /// Half axes from the middle at which nothing moves any more: room for hair, and for the neck, which is longer [eye].
    private static let limitAbove: Float = 2.1
    private static let limitBelow: Float = 2.3

    private let centre: PlanePoint<VideoSpace>
    private let across: SIMD2<Float>
    private let down: SIMD2<Float>
    /// Half axes: to the sides, above, below.
    private let half: SIMD3<Float>
    private let low: PlanePoint<VideoSpace>
    private let high: PlanePoint<VideoSpace>
    private let edge: Float

    init(face: SourceFace, texture: SourceTexture) {
        let points = face.landmarks
        centre = .middle(points[Landmark.foreheadTop].xy, points[Landmark.chin].xy)
        let side = points[Landmark.rightSide].xy - points[Landmark.leftSide].xy
        across = side / max(side.length, 1e-3)
        down = SIMD2(-across.y, across.x)
        half = SIMD3(0.72 * face.width, 0.80 * face.height, 0.56 * face.height)
        low = PlanePoint(-texture.reach)
        high = PlanePoint(SIMD2(Float(texture.width), Float(texture.height)) + texture.reach)
        edge = texture.reach.max() / 2
    }

    func callAsFunction(_ point: PlanePoint<VideoSpace>) -> Float {
        let off = point - centre
        let v = (off * down).sum()
        let r = SIMD2((off * across).sum() / half.x, v < 0 ? v / half.y : v / half.z).length
        let inside = min((point - low).min(), (high - point).min())
        return (1 - smoothStep(1, v < 0 ? Self.limitAbove : Self.limitBelow, r)) * smoothStep(0, edge, inside)
    }

    /// The box outside which nothing moves, within the texture.
    var bounds: (low: PlanePoint<VideoSpace>, high: PlanePoint<VideoSpace>) {
        let farthest = max(Self.limitAbove * max(half.x, half.y), Self.limitBelow * max(half.x, half.z))
        // An upright head needs less, but a lying one this much.
        let side = SIMD2(
            Self.extent(
                half.x * Self.limitBelow, across.x, max(half.y * Self.limitAbove, half.z * Self.limitBelow), down.x),
            Self.extent(
                half.x * Self.limitBelow, across.y, max(half.y * Self.limitAbove, half.z * Self.limitBelow), down.y))
        let reach = pointwiseMin(side, SIMD2(repeating: farthest))
        return (
            PlanePoint(pointwiseMax(centre.vector - reach, low.vector)),
            PlanePoint(pointwiseMin(centre.vector + reach, high.vector))
        )
    }

    private static func extent(_ a: Float, _ alongA: Float, _ b: Float, _ alongB: Float) -> Float {
        abs(a * alongA) + abs(b * alongB)
    }
}
