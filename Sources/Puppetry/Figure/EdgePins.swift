import Foundation

/// Holds a sheet where the picture's edges cut its figure off, so that what was made up beyond an edge is never drawn into
/// the picture: nodes at such an edge do not move inwards, those near it only a part of the way.
struct EdgePins: Sendable {
    /// How far from an edge its hold reaches, shares of the body's width.
    private static let reach: Float = 0.8

    /// For each node, how much of its movement to the right, to the left, down and up is left, 0...1; nil where no edge cuts.
    private let shares: [SIMD4<Float>]?
    private let points: [PlanePoint<VideoSpace>]

    /// - Parameters:
    ///   - points: the nodes, in pixels of the video.
    ///   - unit: width of the body, pixels.
    init(_ points: [PlanePoint<VideoSpace>], texture: FigureTexture, reach unit: Float) {
        self.points = points
        let (cut, size) = (texture.cut, texture.size)
        guard cut.left || cut.right || cut.top || cut.bottom else {
            shares = nil
            return
        }
        let reach = max(Self.reach * unit, 1)
        shares = points.map { point in
            func share(_ isCut: Bool, _ distance: Float) -> Float { isCut ? smoothStep(0, reach, distance) : 1 }
            return SIMD4(
                share(cut.left, point.x), share(cut.right, size.x - point.x), share(cut.top, point.y),
                share(cut.bottom, size.y - point.y))
        }
    }

    /// - Parameter places: where the nodes go, x and y each.
    func hold(_ places: inout [Float]) {
        guard let shares else { return }
        for (index, share) in shares.enumerated() {
            let move = PlanePoint(x: places[2 * index], y: places[2 * index + 1]) - points[index]
            places[2 * index] = points[index].x + move.x * (move.x > 0 ? share.x : share.y)
            places[2 * index + 1] = points[index].y + move.y * (move.y > 0 ? share.z : share.w)
        }
    }
}
