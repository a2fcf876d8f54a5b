import CPuppetry
import Foundation

/// The cut-out figure as one elastic sheet over its bones: nothing is cut apart, so nothing can tear. Parts are drawn in
/// the order of their depth.
struct FigureMesh: Sendable {
    private static let mostNodes = 30_000

    /// Node numbers, three a triangle, of torso and head and of each limb.
    let bodyTriangles: [UInt16]
    let limbTriangles: [[UInt16]]
    /// Nodes in pixels of the video.
    let points: [SIMD2<Float>]
    /// How far a node belongs to torso and head, 0...1.
    let bodyShare: [Float]
    private let home: [Float]
    private let bones: [UInt16]
    private let weights: [Float]
    private let texturePlaces: [SIMD2<Float>]

    /// - Parameter followsFace: whether a face mesh moves the head, which then only goes with the chest.
    init(_ skeleton: Skeleton, texture: FigureTexture, followsFace: Bool) {
        let (low, high) = (texture.low, texture.high)
        let boneWeights = BoneWeights(skeleton, mask: texture.mask, low: low, high: high)
        let size = high - low
        let cell = max(5, skeleton.width / 16, (size.x * size.y / Float(Self.mostNodes)).squareRoot())
        let columns = max(1, Int((size.x / cell).rounded(.up)))
        let rows = max(1, Int((size.y / cell).rounded(.up)))
        let step = size / SIMD2(Float(columns), Float(rows))
        let cells = Self.filledCells(texture, columns: columns, rows: rows)

        var numbers = [Int](repeating: -1, count: (columns + 1) * (rows + 1))
        var (points, shares): ([SIMD2<Float>], [BoneWeights.Share]) = ([], [])
        func number(_ column: Int, _ row: Int) -> UInt16 {
            let at = row * (columns + 1) + column
            if numbers[at] < 0 {
                numbers[at] = points.count
                let point = low + SIMD2(Float(column), Float(row)) * step
                points.append(point)
                shares.append(boneWeights.share(at: point, followsFace: followsFace))
            }
            return UInt16(numbers[at])
        }
        var triangles: [SIMD3<UInt16>] = []
        for row in 0..<rows {
            for column in 0..<columns where cells[row * columns + column] {
                let (a, b) = (number(column, row), number(column + 1, row))
                let (c, d) = (number(column, row + 1), number(column + 1, row + 1))
                triangles.append(SIMD3(a, b, d))
                triangles.append(SIMD3(a, d, c))
            }
        }
        self.points = points
        home = points.flatMap { [$0.x, $0.y] }
        bones = shares.flatMap(\.bones)
        weights = shares.flatMap(\.weights)
        texturePlaces = points.map { texture.place($0) }
        bodyShare = shares.map { Self.limbWeight($0, nil) }.map { 1 - $0 }
        var (body, limbs) = ([UInt16](), [[UInt16]](repeating: [], count: skeleton.limbs.count))
        for triangle in triangles {
            let corners = [triangle.x, triangle.y, triangle.z]
            let perLimb = limbs.indices.map { limb in
                corners.reduce(Float(0)) { $0 + Self.limbWeight(shares[Int($1)], limb) }
            }
            if let limb = perLimb.indices.max(by: { perLimb[$0] < perLimb[$1] }), perLimb[limb] > 1.5 {
                // A limb that swings up must not bring along what was made up beyond the picture's edge.
                let isReal = corners.allSatisfy { texture.isWithinSource(points[Int($0)], slack: cell) }
                if isReal || skeleton.limbs[limb].isCut { limbs[limb] += corners }
            } else {
                body += corners
            }
        }
        (bodyTriangles, limbTriangles) = (body, limbs)
    }

    /// How far a share belongs to one limb, or to any.
    private static func limbWeight(_ share: BoneWeights.Share, _ limb: Int?) -> Float {
        var sum: Float = 0
        for (bone, weight) in zip(share.bones, share.weights) where Int(bone) >= Skeleton.Bone.limbs {
            if limb == nil || (Int(bone) - Skeleton.Bone.limbs) / 3 == limb { sum += weight }
        }
        return sum
    }

    /// Cells that show anything of the figure.
    private static func filledCells(_ texture: FigureTexture, columns: Int, rows: Int) -> [Bool] {
        var cells = [Bool](repeating: false, count: columns * rows)
        let mask = texture.mask
        for y in 0..<mask.height {
            let row = y * rows / mask.height
            for x in 0..<mask.width where mask[x, y] > 0.01 {
                cells[row * columns + x * columns / mask.width] = true
            }
        }
        return cells
    }

    /// Where the nodes go, x and y each.
    func places(_ pose: FigurePose) -> [Float] {
        let maps = pose.bones.flatMap(\.floats)
        var places = [Float](repeating: 0, count: home.count)
        puppet_skin_nodes(home, bones, weights, Int32(points.count), maps, Int32(pose.bones.count), &places)
        return places
    }

    func vertices(at places: [Float]) -> [puppet_vertex] {
        texturePlaces.indices.map { index in
            let place = texturePlaces[index]
            return puppet_vertex(x: places[2 * index], y: places[2 * index + 1], u: place.x, v: place.y, alpha: 1)
        }
    }
}

/// How the figure stands in one frame.
struct FigurePose: Equatable, Sendable {
    /// Where each bone takes what hangs on it, pixels of the video.
    var bones: [PlaneTransform]
    /// Limbs that are behind the body.
    var hidden: Set<Int>
}
