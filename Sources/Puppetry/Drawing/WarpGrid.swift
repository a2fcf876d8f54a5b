import CPuppetry
import Foundation

/// A grid over the picture round the head. Its nodes follow the nearest landmarks near the face and the head's movement
/// farther out, less and less until the picture stands still: hair, ears and neck come along without being cut out.
struct WarpGrid: Sendable {
    /// Three node numbers a triangle.
    let triangles: [UInt16]
    private let home: [Float]
    private let canonical: [Float]
    private let follows: [Float]
    private let nearest: [UInt16]
    private let weights: [Float]
    private let texturePlaces: [SIMD2<Float>]

    init(around face: SourceFace, texture: SourceTexture) {
        let cell = max(6, face.width / 14)
        let follow = HeadInfluence(face: face, texture: texture)
        let (low, high) = follow.bounds
        let columns = max(1, Int(((high.x - low.x) / cell).rounded(.up)))
        let rows = max(1, Int(((high.y - low.y) / cell).rounded(.up)))
        let step = (high - low) / SIMD2(Float(columns), Float(rows))

        var home: [Float] = []
        var (canonical, follows, weights): ([Float], [Float], [Float]) = ([], [], [])
        var (nearest, places): ([UInt16], [SIMD2<Float>]) = ([], [])
        for row in 0...rows {
            for column in 0...columns {
                let at = low + SIMD2(Float(column), Float(row)) * step
                let node = Node(at: at, face: face)
                home += [at.x, at.y]
                canonical += [node.canonical.x, node.canonical.y, node.canonical.z]
                follows.append(follow(at))
                nearest += node.nearest
                weights += node.weights
                places.append(texture.place(at))
            }
        }
        self.home = home
        self.canonical = canonical
        self.follows = follows
        self.nearest = nearest
        self.weights = weights
        texturePlaces = places
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
        var nodes = [Float](repeating: 0, count: home.count)
        puppet_move_nodes(
            home, canonical, follows, nearest, weights, Int32(follows.count), expression, head, &nodes)
        return texturePlaces.indices.map { index in
            let place = texturePlaces[index]
            return puppet_vertex(x: nodes[2 * index], y: nodes[2 * index + 1], u: place.x, v: place.y, alpha: 1)
        }
    }
}

/// What a node of the grid hangs on.
private struct Node {
    let canonical: SIMD3<Float>
    let nearest: [UInt16]
    let weights: [Float]

    init(at point: SIMD2<Float>, face: SourceFace) {
        let count = Int(puppet_nearest_count)
        var nearest = [UInt16](repeating: 0, count: count)
        var distances = [Float](repeating: 0, count: count)
        face.landmarks.withUnsafeBytes { landmarks in
            guard let floats = landmarks.bindMemory(to: Float.self).baseAddress else { return }
            puppet_nearest_landmarks(floats, Int32(face.landmarks.count), point.x, point.y, &nearest, &distances)
        }
        let least = 0.02 * face.width
        let shares = distances.map { (distance: Float) -> Float in 1 / ((distance + least) * (distance + least)) }
        let sum: Float = shares.reduce(0, +)
        var depth: Float = 0
        for (landmark, share) in zip(nearest, shares) { depth += share / sum * face.landmarks[Int(landmark)].z }
        // Away from the face the head curves back.
        let distance = distances[0]
        depth += min(0.9 * max(distance - 0.06 * face.width, 0), 0.55 * face.width)
        let fade: Float = max(distance - 0.04 * face.width, 0) / (0.30 * face.width)
        let reach = exp(-fade * fade)
        canonical = face.pose.canonical([SIMD3(point.x, point.y, depth)])[0]
        self.nearest = nearest
        weights = shares.map { $0 / sum * reach }
    }
}

/// How far a place of the picture moves with the head: 1 on it, 0 about one head away and at the texture's edge.
struct HeadInfluence {
    private static let limitAbove: Float = 2.1
    private static let limitBelow: Float = 2.3

    private let centre: SIMD2<Float>
    private let across: SIMD2<Float>
    private let down: SIMD2<Float>
    /// Half axes: to the sides, above, below.
    private let half: SIMD3<Float>
    private let low: SIMD2<Float>
    private let high: SIMD2<Float>
    private let edge: Float

    init(face: SourceFace, texture: SourceTexture) {
        let points = face.landmarks
        centre = (points[Landmark.foreheadTop].xy + points[Landmark.chin].xy) / 2
        let side = points[Landmark.rightSide].xy - points[Landmark.leftSide].xy
        across = side / max(side.length, 1e-3)
        down = SIMD2(-across.y, across.x)
        half = SIMD3(0.72 * face.width, 0.80 * face.height, 0.56 * face.height)
        low = -texture.reach
        high = SIMD2(Float(texture.width), Float(texture.height)) + texture.reach
        edge = texture.reach.max() / 2
    }

    func callAsFunction(_ point: SIMD2<Float>) -> Float {
        let off = point - centre
        let v = (off * down).sum()
        let r = SIMD2((off * across).sum() / half.x, v < 0 ? v / half.y : v / half.z).length
        let inside = min((point - low).min(), (high - point).min())
        return (1 - smoothStep(1, v < 0 ? Self.limitAbove : Self.limitBelow, r)) * smoothStep(0, edge, inside)
    }

    /// The box outside which nothing moves, within the texture.
    var bounds: (low: SIMD2<Float>, high: SIMD2<Float>) {
        let farthest = max(Self.limitAbove * max(half.x, half.y), Self.limitBelow * max(half.x, half.z))
        // An upright head needs less, but a lying one this much.
        let side = SIMD2(
            Self.extent(
                half.x * Self.limitBelow, across.x, max(half.y * Self.limitAbove, half.z * Self.limitBelow), down.x),
            Self.extent(
                half.x * Self.limitBelow, across.y, max(half.y * Self.limitAbove, half.z * Self.limitBelow), down.y))
        let reach = pointwiseMin(side, SIMD2(repeating: farthest))
        return (pointwiseMax(centre - reach, low), pointwiseMin(centre + reach, high))
    }

    private static func extent(_ a: Float, _ alongA: Float, _ b: Float, _ alongB: Float) -> Float {
        abs(a * alongA) + abs(b * alongB)
    }
}
