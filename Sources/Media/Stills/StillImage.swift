import CLibAV

/// A still picture, upright, as RGBA.
package struct StillImage: Sendable {
    package let picture: Picture
    /// Whether the file had an alpha channel (or a palette with one), even if every pixel is opaque.
    package let hasAlpha: Bool

    /// Reads a JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF, of several pictures the first; CMYK, 16 bits and palettes
    /// become 8-bit RGBA in the colours of sRGB, orientation is applied.
    /// - Parameters:
    ///   - part: the bytes of the file that are the picture; nil for all of them.
    ///   - maxSide: larger pictures are scaled down so that the long side is at most this; at least 1.
    ///   - minSide: smaller opaque pictures are scaled up so that the short side is at least this, at most 4096.
    package static func load(
        path: String, part: Range<Int64>? = nil, maxSide: Int? = nil, minSide: Int? = nil
    ) throws(MediaError) -> StillImage {
        let file = try MediaBytes(path: path, part: part)
        guard file.container.isImage else {
            throw .unsupported("This is a video or sound, not a picture.")
        }
        let header = try ImageHeader.read(file)
        let decoded = try decode(file, header, maxSide: maxSide)
        let frame = decoded.frame
        let format = AVPixelFormat(rawValue: frame.pointee.format)
        let hasAlpha = file.container != .jpeg && format.hasAlpha && hasTransparentEntry(frame, format)
        let isPart = header.part.map { ($0.width, $0.height) != (header.width, header.height) } ?? false

        // libheif turns pictures itself.
        let isTurned = file.container == .heic || file.container == .avif
        let orientation = isTurned ? .upright : Orientation(exif: header.exifOrientation)
        let (wide, high) = (Int(frame.pointee.width), Int(frame.pointee.height))
        let (width, height) = orientation.swapsSides ? (high, wide) : (wide, high)
        let target = scaled(width, height, maxSide: maxSide, minSide: hasAlpha || isPart ? nil : minSide)
        // Colours under transparent pixels must not bleed into the edges, so such pictures are scaled by weight.
        let scalesLater = hasAlpha && target.width < width || isPart
        let made = scalesLater ? (width: width, height: height) : target
        let converter = FrameConverter(
            width: made.width, height: made.height, orientation: orientation, quality: .fine, space: decoded.space)
        let picture = try Picture.make(width: made.width, height: made.height)
        try converter.convert(frame, into: picture)
        if !format.hasAlpha || !hasAlpha { picture.makeOpaque() }
        guard scalesLater else { return StillImage(picture: picture, hasAlpha: hasAlpha) }
        let whole = isPart ? try onCanvas(picture, header) : picture
        let size = scaled(whole.width, whole.height, maxSide: maxSide)
        return StillImage(
            picture: size == (whole.width, whole.height)
                ? whole : whole.reduced(toWidth: size.width, height: size.height),
            hasAlpha: hasAlpha || isPart)
    }

    private static func decode(
        _ file: MediaBytes, _ header: ImageHeader, maxSide: Int?
    ) throws(MediaError) -> any DecodedStill {
        switch file.container {
        case .heic, .avif: try HEIFPicture(file)
        case .png where header.width * header.height > MediaLimits.wholePixels:
            try ReducedPNG(file, header, maxSide: maxSide)
        default: try CodedPicture(file, header, maxSide: maxSide)
        }
    }

    private static func scaled(
        _ width: Int, _ height: Int, maxSide: Int?, minSide: Int? = nil
    ) -> (width: Int, height: Int) {
        let scale = ScaledSize.factor(Double(width), Double(height), maxSide: maxSide, minSide: minSide)
        return (
            width: max(1, Int((Double(width) * scale).rounded())),
            height: max(1, Int((Double(height) * scale).rounded()))
        )
    }

    /// The first picture of an animation where it lies; the rest of the canvas is transparent.
    private static func onCanvas(_ picture: Picture, _ header: ImageHeader) throws(MediaError) -> Picture {
        let orientation = Orientation(exif: header.exifOrientation)
        guard let part = header.part, orientation == .upright, part.left < header.width, part.top < header.height else {
            return picture
        }
        let canvas = try Picture.make(width: header.width, height: header.height)
        let columns = min(picture.width, header.width - part.left)
        for row in 0..<min(picture.height, header.height - part.top) {
            (canvas.bytes + (part.top + row) * canvas.rowBytes + part.left * 4)
                .update(from: picture.bytes + row * picture.rowBytes, count: columns * 4)
        }
        return canvas
    }

    /// A palette has room for alpha in any file; only an entry below 255 means something.
    private static func hasTransparentEntry(_ frame: UnsafePointer<AVFrame>, _ format: AVPixelFormat) -> Bool {
        guard format == AV_PIX_FMT_PAL8 else { return true }
        guard let palette = frame.pointee.data.1 else { return false }
        return (0..<256).contains {
            UnsafeRawPointer(palette).load(fromByteOffset: $0 * 4, as: UInt32.self) >> 24 < 255
        }
    }
}

/// A still as its decoder delivers it.
protocol DecodedStill: AnyObject {
    /// Alive as long as this.
    var frame: UnsafeMutablePointer<AVFrame> { get }
    /// What the file says of its colours beside the frame; nil when it says nothing.
    var space: ColourSpace? { get }
}
