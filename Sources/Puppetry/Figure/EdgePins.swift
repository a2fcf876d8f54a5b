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
        let reach = max(Self.reach * unit, 1)
        func held(_ isCut: Bool) -> Float { isCut ? reach : 0 }
        let cut = texture.cut
        self.init(
            points, size: texture.size,
            reach: SIMD4(held(cut.left), held(cut.right), held(cut.top), held(cut.bottom)))
    }

    /// - Parameters:
    ///   - size: of the video.
    ///   - reach: of the hold of the left, the right, the upper and the lower edge, pixels; 0 where it holds nothing.
    ///   - strip: how far from such an edge nothing moves inwards at all: as far as a triangle goes that crosses it.
    init(_ points: [PlanePoint<VideoSpace>], size: SIMD2<Float>, reach: SIMD4<Float>, strip: Float = 0) {
        self.points = points
        guard reach.max() > 0 else {
            shares = nil
            return
        }
        shares = points.map { point in
            func share(_ reach: Float, _ distance: Float) -> Float {
                reach > 0 ? smoothStep(strip, strip + reach, distance) : 1
            }
            return SIMD4(
                share(reach.x, point.x), share(reach.y, size.x - point.x), share(reach.z, point.y),
                share(reach.w, size.y - point.y))
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
