import CPuppetry
import Foundation

/// A cut-out as one elastic sheet over its bones.
struct FigureMesh: Sendable {
    /// Node numbers have 16 bits, up to 65,535; rows and columns are rounded up and have a node more than squares.
    private static let mostNodes = 30_000

    /// Node numbers, three each.
    let triangles: [SIMD3<UInt16>]
    /// Nodes in pixels of the video.
    let points: [PlanePoint<VideoSpace>]
    let shares: [BoneWeights.Share]
    /// Sides of the sheet's squares, pixels of the video.
    let cell: Float
    private let home: [Float]
    private let pivots: [Float]
    private let bones: [UInt16]
    private let weights: [Float]
    private let texturePlaces: [TexturePoint]
    /// Holds the sheet where the picture cuts it off.
    let edges: EdgePins

    /// - Parameters:
    ///   - finest: sides of the squares, pixels of the video, unless there would be too many.
    ///   - share: what moves a point of the video.
    init(
        _ texture: FigureTexture, skeleton: Skeleton, finest: Float,
        share: (PlanePoint<VideoSpace>) -> BoneWeights.Share
    ) {
        let (low, high) = (texture.low, texture.high)
        let size = high - low
        cell = max(finest, (size.x * size.y / Float(Self.mostNodes)).squareRoot())
        let columns = max(1, Int((size.x / cell).rounded(.up)))
        let rows = max(1, Int((size.y / cell).rounded(.up)))
        let step = size / SIMD2(Float(columns), Float(rows))
        let cells = Self.filledCells(texture, columns: columns, rows: rows)

        var numbers = [Int](repeating: -1, count: (columns + 1) * (rows + 1))
        var (points, shares): ([PlanePoint<VideoSpace>], [BoneWeights.Share]) = ([], [])
        func number(_ column: Int, _ row: Int) -> UInt16 {
            let at = row * (columns + 1) + column
            if numbers[at] < 0 {
                numbers[at] = points.count
                let point = low + SIMD2(Float(column), Float(row)) * step
                points.append(point)
                shares.append(share(point))
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
        self.triangles = triangles
        self.points = points
        self.shares = shares
        home = points.flatMap { [$0.x, $0.y] }
        pivots = zip(shares, points).flatMap { share, point in
            let pivot = skeleton.pivot(of: share, at: point)
            return [pivot.x, pivot.y]
        }
        edges = EdgePins(points, texture: texture, reach: skeleton.width)
        bones = shares.flatMap(\.bones)
        weights = shares.flatMap(\.weights)
        texturePlaces = points.map { texture.place($0) }
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
        let maps = pose.bones.map { puppet_bone($0) }
        var places = [Float](repeating: 0, count: home.count)
        puppet_skin_nodes(home, pivots, bones, weights, Int32(points.count), maps, Int32(maps.count), &places)
        return places
    }

    func vertices(at places: [Float]) -> [puppet_vertex] {
        texturePlaces.indices.map { index in
            puppet_vertex(at: PlanePoint(x: places[2 * index], y: places[2 * index + 1]), shows: texturePlaces[index])
        }
    }
}

/// Moves what hangs on a bone.
typealias FigureMove = PlaneTransform<VideoSpace, VideoSpace>

/// How the figure stands in one frame.
struct FigurePose: Equatable, Sendable {
    /// Where each bone takes what hangs on it, pixels of the video.
    var bones: [FigureMove]
    /// Limbs that are behind the body.
    var hidden: Set<Int>
}
