/// What the header of a still says, read without decoding: enough for the probe and to refuse bombs.
struct ImageHeader: Equatable, Sendable {
    var width: Int
    var height: Int
    /// In libav's words, as a decoder would deliver the pixels.
    var pixelFormat: String
    var codec: String
    /// Exif tag 0x0112, 1 when absent.
    var exifOrientation = 1

    /// - Parameters:
    ///   - file: a still by its signature.
    /// - Throws: ``MediaError/unreadable(_:)`` when the header is cut or makes no sense, ``MediaError/tooLarge(_:)``
    ///   for more than ``MediaLimits/imagePixels``.
    static func read(_ file: MediaBytes) throws(MediaError) -> ImageHeader {
        let header: ImageHeader? =
            switch file.container {
            case .jpeg: JPEGHeader.read(file)
            case .png: PNGHeader.read(file)
            case .webp: try WebPHeader.read(file)
            case .bmp: BMPHeader.read(file)
            default: nil
            }
        guard let header, header.width > 0, header.height > 0 else {
            throw .unreadable("The \(file.container.rawValue) picture is damaged or cut off.")
        }
        let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
        guard !overflow, pixels <= MediaLimits.imagePixels, max(header.width, header.height) <= MediaLimits.side else {
            throw .tooLarge(
                "The picture is \(header.width) x \(header.height) pixels; 100 million pixels are the most.")
        }
        return header
    }
}
