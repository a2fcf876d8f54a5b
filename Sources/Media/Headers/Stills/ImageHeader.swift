/// What the header of a still says, read without decoding: enough for the probe and to refuse bombs.
struct ImageHeader: Equatable, Sendable {
    var width: Int
    var height: Int
    /// In libav's words, as a decoder would deliver the pixels.
    var pixelFormat: String
    var codec: String
    /// Exif tag 0x0112, 1 when absent.
    var exifOrientation = 1
    /// What the header says of the colours, beside an ICC profile.
    var space: ColourSpace?
    /// Whether its rows come in several passes, so that no row is complete before all of the file is read.
    var isInterlaced = false
    /// The picture to show of several, where it is not the whole canvas.
    var part: Part?

    /// The first picture of an animation.
    struct Part: Equatable {
        /// Its still file.
        var bytes: [UInt8]
        /// Where it lies on the canvas, in pixels.
        var left: Int
        var top: Int
        var width: Int
        var height: Int
    }

    /// - Parameters:
    ///   - file: a still by its signature.
    /// - Throws: ``MediaError/unreadable(_:)`` when the header is cut or makes no sense, ``MediaError/tooLarge(_:)``
    ///   for more than ``MediaLimits/imagePixels``.
    static func read(_ file: MediaBytes) throws(MediaError) -> ImageHeader {
        let header: ImageHeader? =
            switch file.container {
            case .jpeg: JPEGHeader.read(file)
            case .png: PNGHeader.read(file)
            case .webp: WebPHeader.read(file)
            case .bmp: BMPHeader.read(file)
            case .gif: GIFHeader.read(file)
            case .tiff: TIFFHeader.read(file)
            case .heic, .avif: HEIFHeader.read(file)
            default: nil
            }
        guard let header, header.width > 0, header.height > 0 else {
            throw .unreadable("The \(file.container.name) picture is damaged or cut off.")
        }
        let most = header.isScaledWhileDecoding(file.container) ? MediaLimits.imagePixels : MediaLimits.wholePixels
        let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflow, pixels <= most, max(header.width, header.height) <= MediaLimits.side else {
            throw tooLarge(header.width, header.height, most, asJPEG: most < MediaLimits.imagePixels)
        }
        return header
    }

    /// Whether the decoder never holds all of the pixels.
    private func isScaledWhileDecoding(_ container: Container) -> Bool {
        container == .jpeg || container == .png && !isInterlaced
    }

    /// - Parameter asJPEG: whether a JPEG of this size could be read, because that is scaled while it is decoded.
    static func tooLarge(_ width: Int, _ height: Int, _ most: Int, asJPEG: Bool = false) -> MediaError {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        let canBeJPEG = asJPEG && !overflow && pixels <= MediaLimits.imagePixels
        return .tooLarge(
            "The picture is \(width) x \(height) pixels; \(most / 1_000_000) million pixels are the most for its file type. "
                + (canBeJPEG
                    ? "Make it smaller, or save it as a JPEG, and try again." : "Make it smaller and try again."))
    }
}
