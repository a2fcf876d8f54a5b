import CLibAV

/// A still decoded by libav: its bytes are the packet, no container is involved.
final class CodedPicture: DecodedStill {
    let frame: UnsafeMutablePointer<AVFrame>
    private(set) var space: ColourSpace?

    init(_ file: MediaBytes, _ header: ImageHeader, maxSide: Int?) throws(MediaError) {
        let codec: AVCodecID =
            switch file.container {
            case .png: AV_CODEC_ID_PNG
            case .webp: AV_CODEC_ID_WEBP
            case .bmp: AV_CODEC_ID_BMP
            case .gif: AV_CODEC_ID_GIF
            case .tiff: AV_CODEC_ID_TIFF
            default: AV_CODEC_ID_MJPEG
            }
        guard file.sizeBytes <= 512 << 20 else { throw .tooLarge("The picture is larger than 512 MiB.") }
        let count = header.part?.bytes.count ?? Int(file.sizeBytes)
        var context = av.avcodec_alloc_context3(av.avcodec_find_decoder(codec))
        var packet = av.av_packet_alloc()
        var made = av.av_frame_alloc()
        defer {
            av.avcodec_free_context(&context)
            av.av_packet_free(&packet)
        }
        guard let context, let packet, let frame = made, av.av_new_packet(packet, Int32(count)) >= 0 else {
            av.av_frame_free(&made)
            throw .tooLarge("There is no memory left to read the picture.")
        }
        self.frame = frame
        if let part = header.part {
            part.bytes.withUnsafeBufferPointer { packet.pointee.data.update(from: $0.baseAddress!, count: count) }
        } else if !file.fill(packet.pointee.data, count: count) {
            throw .unreadable("The picture could not be read to its end.")
        }
        context.pointee.max_pixels = Int64(MediaLimits.imagePixels)
        context.pointee.thread_count = 1
        if codec == AV_CODEC_ID_MJPEG {
            context.pointee.lowres = try Self.reduction(of: header, maxSide: maxSide)
        }
        var code = av.avcodec_open2(context, nil, nil)
        if code >= 0 { code = av.avcodec_send_packet(context, packet) }
        if code >= 0 { code = av.avcodec_send_packet(context, nil) }
        if code >= 0 { code = av.avcodec_receive_frame(context, frame) }
        guard code >= 0 else {
            throw .reading(code, "The \(file.container.name) picture is damaged: it cannot be decoded.")
        }
        // Stills that name no matrix are of the older one, whatever their size.
        if frame.pointee.colorspace == AVCOL_SPC_UNSPECIFIED { frame.pointee.colorspace = AVCOL_SPC_BT470BG }
        space = header.space ?? ColourSpace.profile(of: frame)
    }

    deinit {
        var frame = Optional(frame)
        av.av_frame_free(&frame)
    }

    /// The decoder of JPEG can leave out fine detail: 1/2, 1/4 or 1/8 of the size, never below what is asked for.
    private static func reduction(of header: ImageHeader, maxSide: Int?) throws(MediaError) -> Int32 {
        let factor = maxSide.map { max(header.width, header.height) / max($0, 1) } ?? 1
        let reduction: Int32 = factor >= 8 ? 3 : factor >= 4 ? 2 : factor >= 2 ? 1 : 0
        guard (header.width >> reduction) * (header.height >> reduction) <= MediaLimits.wholePixels else {
            throw ImageHeader.tooLarge(header.width, header.height, MediaLimits.wholePixels)
        }
        return reduction
    }
}
