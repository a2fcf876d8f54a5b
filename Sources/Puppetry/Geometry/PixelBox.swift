/// A box of whole pixels, the far sides not included.
struct PixelBox: Equatable, Sendable {
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int

    var width: Int { right - left }
    var height: Int { bottom - top }
    /// In LiveTalking's order.
    var listed: [Int] { [top, bottom, left, right] }
}
