import CPuppetry
import Media

/// The figure cut out of the source picture, colours multiplied by alpha. Where it touches the picture's lower edge or a
/// side it is continued by its mirror, so that it can move away from there.
struct FigureTexture: Sendable {
    /// How much is added, shares of the picture's sides.
    private static let (below, beside) = (0.3, 0.15)

    let picture: Picture
    /// Of the padded picture.
    let mask: Plane
    /// The padded picture's corners in pixels of the video.
    let low: PlanePoint<VideoSpace>
    let high: PlanePoint<VideoSpace>
    /// Of the video.
    let size: SIMD2<Float>
    /// Edges of the picture that cut the figure off.
    let cut: CutEdges
    private let scale: SIMD2<Float>
    private let origin: SIMD2<Float>

    /// - Parameters:
    ///   - source: its alpha does not matter.
    ///   - mask: of its size.
    ///   - width, height: of the video.
    ///   - goesOn: whether what reaches the picture's edge continues beyond it; false for what ends there.
    init(of source: Picture, mask: Plane, width: Int, height: Int, goesOn: Bool = true) {
        let touches = CutEdges(mask, goesOn: goesOn)
        let left = touches.left ? Int(Double(source.width) * Self.beside) : 2
        let right = touches.right ? Int(Double(source.width) * Self.beside) : 2
        let bottom = touches.bottom ? Int(Double(source.height) * Self.below) : 2
        let top = 2
        let padded = Picture(width: source.width + left + right, height: source.height + top + bottom)
        var paddedMask = Plane(width: padded.width, height: padded.height)
        for y in 0..<padded.height {
            let fromY = Self.mirrored(y - top, source.height)
            let isOutside = y < top || (y >= top + source.height && !touches.bottom)
            let from = source.bytes + fromY * source.rowBytes
            let to = padded.bytes + y * padded.rowBytes
            for x in 0..<padded.width {
                let fromX = Self.mirrored(x - left, source.width)
                (to + 4 * x).update(from: from + 4 * fromX, count: 4)
                let isBeside = (x < left && !touches.left) || (x >= left + source.width && !touches.right)
                paddedMask[x, y] = isOutside || isBeside ? 0 : mask[fromX, fromY]
            }
        }
        Self.cleanEdges(padded, paddedMask)
        puppet_premultiply(padded.view, paddedMask.values)
        picture = padded
        size = SIMD2(Float(width), Float(height))
        self.mask = paddedMask
        cut = touches
        scale = SIMD2(Float(source.width) / Float(width), Float(source.height) / Float(height))
        origin = SIMD2(Float(left), Float(top))
        low = PlanePoint(-origin / scale)
        high = PlanePoint((SIMD2(Float(padded.width), Float(padded.height)) - origin) / scale)
    }

    /// Whether a point of the video lies in the source picture itself, or at most `slack` pixels outside.
    func isWithinSource(_ point: PlanePoint<VideoSpace>, slack: Float) -> Bool {
        point.vector.min() >= -slack && point.x <= size.x + slack && point.y <= size.y + slack
    }

    /// Where a point of the video lies in the texture.
    func place(_ point: PlanePoint<VideoSpace>) -> TexturePoint { TexturePoint(point.vector * scale + origin) }

    /// The old background shines through at soft edges; colours from farther inside replace it.
    private static func cleanEdges(_ picture: Picture, _ mask: Plane) {
        var sure = mask.spreading(radius: -1)
        sure.apply { $0 > 0.92 ? 1 : 0 }
        var colours = ColourPlane(picture, weight: sure)
        colours.fill()
        var share = mask
        share.apply { $0 < 0.95 ? 1 - 0.5 * $0 * $0 : 0 }
        colours.lay(onto: picture, share: share)
    }

    private static func mirrored(_ at: Int, _ count: Int) -> Int {
        let period = 2 * count
        let folded = ((at % period) + period) % period
        return folded < count ? folded : period - 1 - folded
    }
}

/// Which edges of its picture cut a figure off.
struct CutEdges: Equatable, Sendable {
    let left: Bool
    let right: Bool
    let top: Bool
    let bottom: Bool

    /// - Parameter goesOn: whether what reaches an edge continues beyond it; false for what ends there.
    init(_ mask: Plane, goesOn: Bool) {
        let (w, h) = (mask.width, mask.height)
        guard goesOn else {
            (left, right, top, bottom) = (false, false, false, false)
            return
        }
        top = (0..<w).filter { mask[$0, 0] > 0.5 }.count > w / 50
        left = (0..<h).filter { mask[0, $0] > 0.5 }.count > h / 50
        right = (0..<h).filter { mask[w - 1, $0] > 0.5 }.count > h / 50
        bottom = (0..<w).filter { mask[$0, h - 1] > 0.5 }.count > w / 50
    }
}
