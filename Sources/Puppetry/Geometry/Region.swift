import Foundation

/// A turned square of a picture that a network looks at: centre and side in pixels, turn in radians (clockwise, y down).
struct Region: Equatable, Sendable {
    var centre: FinePoint<SeenSpace>
    var side: Double
    var turn: Double

    /// Maps pixels of an n x n network input to pixels of the picture.
    /// - Parameter height: of the part shown, as a share of its width.
    func transform(inputSide n: Int, height: Double = 1) -> PlaneTransform<InputSpace, SeenSpace> {
        let step = side / Double(n)
        let (c, s) = (cos(turn) * step, sin(turn) * step)
        let half = Double(n) / 2
        return PlaneTransform(
            x: SIMD3(c, -s * height, centre.x - (c - s * height) * half),
            y: SIMD3(s, c * height, centre.y - (s + c * height) * half))
    }

    /// The whole of a picture in the middle of a square.
    static func letterbox(width: Int, height: Int) -> Region {
        Region(
            centre: FinePoint(x: Double(width) / 2, y: Double(height) / 2), side: Double(max(width, height)), turn: 0)
    }
}
