import CPuppetry
import Media

/// Tells where a clip jumps to another scene, by thumbnails of the frames.
struct CutDetector {
    private static let (width, height) = (32, 18)
    /// Mean difference of brightness, 0...255, that a moving camera stays below.
    private static let leastDifference = 28.0
    private var last: [UInt8] = []
    private var lastDifference = 0.0

    /// Whether this frame shows another scene than the one before. A cut changes most of the picture at once, and much
    /// more than the frame before it did: a shaking camera or a flicker does not count.
    mutating func isCut(_ picture: Picture) -> Bool {
        var thumbnail = [UInt8](repeating: 0, count: Self.width * Self.height)
        puppet_luma_thumbnail(picture.view, &thumbnail, Int32(Self.width), Int32(Self.height))
        defer { last = thumbnail }
        guard last.count == thumbnail.count else { return false }
        var sum = 0
        for (a, b) in zip(thumbnail, last) { sum += abs(Int(a) - Int(b)) }
        let difference = Double(sum) / Double(thumbnail.count)
        defer { lastDifference = difference }
        return difference > Self.leastDifference && difference > 3 * lastDifference
    }
}
