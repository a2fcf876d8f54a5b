import CPuppetry
import Media

/// A small "AI" in the upper right corner, so that people see what the metadata tells machines: letters a twentieth of
/// the shorter side high, white on a dark, half transparent badge.
struct VisibleMark: FrameOverlay {
    /// Heights and distances in heights of a letter; the letter's own in shares of the picture's shorter side.
    private static let letter: Float = 0.05
    private static let leastLetter: Float = 10
    private static let padding: Float = 0.45
    private static let margin: Float = 0.6
    private static let width: Float = 1.06
    private static let backOpacity: Float = 0.5
    private static let letterOpacity: Float = 0.95

    /// The strokes of A and I, convex, in a letter's height; corners clockwise.
    private static let strokes: [[SIMD2<Float>]] = [
        [SIMD2(0.29, 0), SIMD2(0.45, 0), SIMD2(0.17, 1), SIMD2(0, 1)],
        [SIMD2(0.29, 0), SIMD2(0.45, 0), SIMD2(0.74, 1), SIMD2(0.57, 1)],
        [SIMD2(0.18, 0.58), SIMD2(0.56, 0.58), SIMD2(0.6, 0.74), SIMD2(0.14, 0.74)],
        [SIMD2(0.9, 0), SIMD2(1.06, 0), SIMD2(1.06, 1), SIMD2(0.9, 1)],
    ]

    private let box: PixelBox
    private let back: [UInt8]
    private let letters: [UInt8]

    /// - Parameters: size of the frames.
    init(width: Int, height: Int) {
        let letter = max(Self.letter * Float(min(width, height)), Self.leastLetter)
        let inside = SIMD2(Self.width, 1) * letter
        let outside = inside + 2 * Self.padding * letter
        let size = (width: Int(outside.x.rounded(.up)), height: Int(outside.y.rounded(.up)))
        let margin = Int((Self.margin * letter).rounded())
        let left = max(0, width - margin - size.width)
        box = PixelBox(left: left, top: margin, right: left + size.width, bottom: margin + size.height)
        back = [UInt8](repeating: 255, count: size.width * size.height)
        var covered = [Float](repeating: 0, count: size.width * size.height)
        for stroke in Self.strokes {
            let corners = stroke.flatMap { corner in
                let at = corner * letter + Self.padding * letter
                return [at.x, at.y]
            }
            var mask = covered
            var scratch = [Float](repeating: 0, count: corners.count)
            puppet_polygon_coverage(
                corners, Int32(stroke.count), &mask, Int32(size.width), Int32(size.height), 0, 0, &scratch)
            covered = zip(covered, mask).map { max($0, $1) }
        }
        letters = covered.map { UInt8(($0 * 255).rounded().clamped(0...255)) }
    }

    func draw(onto picture: Picture, seconds: Double) {
        for (mask, colour, opacity) in [(back, UInt8(0), Self.backOpacity), (letters, 255, Self.letterOpacity)] {
            puppet_lay_colour(
                picture.view, mask, Int32(box.width), Int32(box.height), Int32(box.width), Int32(box.left),
                Int32(box.top), [colour, colour, colour], opacity)
        }
    }
}
