import CLibAV

/// A still picture, upright, as RGBA.
package struct StillImage: Sendable {
    package let picture: Picture
    /// Whether the file had an alpha channel (or a palette with one), even if every pixel is opaque.
    package let hasAlpha: Bool

    /// Reads a JPEG, PNG, WebP or BMP; CMYK, 16 bits and palettes become 8-bit RGBA, Exif orientation is applied.
    /// - Parameters:
    ///   - part: the bytes of the file that are the picture; nil for all of them.
    ///   - maxSide: larger pictures are scaled down so that the long side is at most this; at least 1.
    package static func load(
        path: String, part: Range<Int64>? = nil, maxSide: Int? = nil
    ) throws(MediaError) -> StillImage {
        let file = try MediaBytes(path: path, part: part)
        guard file.container.isImage else {
            throw .unsupported("This is a video or sound, not a picture.")
        }
        let header = try ImageHeader.read(file)
        let decoded = try StillDecoder(file, header, maxSide: maxSide)
        let frame = decoded.frame
        let format = AVPixelFormat(rawValue: frame.pointee.format)
        let hasAlpha = file.container != .jpeg && format.hasAlpha && hasTransparentEntry(frame, format)

        let orientation = Orientation(exif: header.exifOrientation)
        let (wide, high) = (Int(frame.pointee.width), Int(frame.pointee.height))
        let (width, height) = orientation.swapsSides ? (high, wide) : (wide, high)
        let scale = maxSide.map { min(1, Double(max($0, 1)) / Double(max(width, height))) } ?? 1
        let target = (
            width: max(1, Int((Double(width) * scale).rounded())),
            height: max(1, Int((Double(height) * scale).rounded()))
        )
        // Colours under transparent pixels must not bleed into the edges, so such pictures are scaled by weight.
        let scalesByAlpha = hasAlpha && target != (width, height)
        let made = scalesByAlpha ? (width: width, height: height) : target
        let converter = FrameConverter(
            width: made.width, height: made.height, orientation: orientation, quality: .fine)
        let picture = try Picture.make(width: made.width, height: made.height)
        try converter.convert(frame, into: picture)
        if !format.hasAlpha || !hasAlpha { picture.makeOpaque() }
        return StillImage(
            picture: scalesByAlpha ? picture.reduced(toWidth: target.width, height: target.height) : picture,
            hasAlpha: hasAlpha)
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

/// Decodes the one frame of a still: its bytes are the packet, no container is involved.
private final class StillDecoder {
    let frame: UnsafeMutablePointer<AVFrame>

    init(_ file: MediaBytes, _ header: ImageHeader, maxSide: Int?) throws(MediaError) {
        let codec: AVCodecID =
            switch file.container {
            case .png: AV_CODEC_ID_PNG
            case .webp: AV_CODEC_ID_WEBP
            case .bmp: AV_CODEC_ID_BMP
            default: AV_CODEC_ID_MJPEG
            }
        guard file.sizeBytes <= 512 << 20 else { throw .tooLarge("The picture is larger than 512 MiB.") }
        var context = av.avcodec_alloc_context3(av.avcodec_find_decoder(codec))
        var packet = av.av_packet_alloc()
        var made = av.av_frame_alloc()
        defer {
            av.avcodec_free_context(&context)
            av.av_packet_free(&packet)
        }
        guard let context, let packet, let frame = made,
            av.av_new_packet(packet, Int32(file.sizeBytes)) >= 0
        else {
            av.av_frame_free(&made)
            throw .tooLarge("There is no memory left to read the picture.")
        }
        self.frame = frame
        guard file.fill(packet.pointee.data, count: Int(file.sizeBytes)) else {
            throw .unreadable("The picture could not be read to its end.")
        }
        context.pointee.max_pixels = Int64(MediaLimits.imagePixels)
        context.pointee.thread_count = 1
        if codec == AV_CODEC_ID_MJPEG, let maxSide {
            // The decoder can leave out fine detail: 1/2, 1/4 or 1/8 of the size, never below what is asked for.
            let factor = max(header.width, header.height) / max(maxSide, 1)
            context.pointee.lowres = factor >= 8 ? 3 : factor >= 4 ? 2 : factor >= 2 ? 1 : 0
        }
        var code = av.avcodec_open2(context, nil, nil)
        if code >= 0 { code = av.avcodec_send_packet(context, packet) }
        if code >= 0 { code = av.avcodec_send_packet(context, nil) }
        if code >= 0 { code = av.avcodec_receive_frame(context, frame) }
        guard code >= 0 else {
            throw .reading(code, "The \(file.container.rawValue) picture is damaged: it cannot be decoded.")
        }
    }

    deinit {
        var frame = Optional(frame)
        av.av_frame_free(&frame)
    }
}
