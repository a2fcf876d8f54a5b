import CLibAV

/// Compresses pictures of one size as PNG, quickly rather than small. Alpha is left out unless it is asked for.
///
/// Not thread-safe: one thread at a time.
package final class PNGEncoder {
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let frame: UnsafeMutablePointer<AVFrame>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let scaler: OpaquePointer
    private var stamp: Int64 = 0

    /// - Parameters: sides in pixels, 1...8192.
    package init(width: Int, height: Int, hasAlpha: Bool = false) throws(MediaError) {
        let format = hasAlpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24
        let codec = av.avcodec_find_encoder(AV_CODEC_ID_PNG)
        var madeContext = av.avcodec_alloc_context3(codec)
        var madeFrame = av.av_frame_alloc()
        var madePacket = av.av_packet_alloc()
        let (wide, high) = (Int32(width), Int32(height))
        guard let context = madeContext, let frame = madeFrame, let packet = madePacket,
            let scaler = av.sws_getContext(
                wide, high, AV_PIX_FMT_RGBA, wide, high, format, SWS_POINT, nil, nil, nil)
        else {
            av.avcodec_free_context(&madeContext)
            av.av_frame_free(&madeFrame)
            av.av_packet_free(&madePacket)
            throw .writeFailed("There is no memory left to write pictures.")
        }
        (self.context, self.frame, self.packet, self.scaler) = (context, frame, packet, scaler)
        context.pointee.width = wide
        context.pointee.height = high
        context.pointee.pix_fmt = format
        context.pointee.time_base = AVRational(num: 1, den: 25)
        context.pointee.thread_count = 1
        context.pointee.compression_level = 1
        var options: OpaquePointer?
        _ = av.av_dict_set(&options, "pred", "up", 0)
        var code = av.avcodec_open2(context, codec, &options)
        av.av_dict_free(&options)
        frame.pointee.format = format.rawValue
        frame.pointee.width = wide
        frame.pointee.height = high
        if code >= 0 { code = av.av_frame_get_buffer(frame, 0) }
        guard code >= 0 else { throw .writing(code, "Starting the PNG encoder") }
    }

    deinit {
        var (context, frame, packet) = (Optional(context), Optional(frame), Optional(packet))
        av.avcodec_free_context(&context)
        av.av_frame_free(&frame)
        av.av_packet_free(&packet)
        av.sws_freeContext(scaler)
    }

    /// The whole file.
    package func encode(_ picture: Picture) throws(MediaError) -> [UInt8] {
        guard picture.width == Int(context.pointee.width), picture.height == Int(context.pointee.height) else {
            throw .writeFailed("A picture of \(picture.width) x \(picture.height) pixels has the wrong size.")
        }
        var code = av.av_frame_make_writable(frame)
        guard code >= 0 else { throw .writing(code, "Encoding a picture") }
        var rows: [UnsafePointer<UInt8>?] = [UnsafePointer(picture.bytes), nil, nil, nil]
        var planes: [UnsafeMutablePointer<UInt8>?] = [frame.pointee.data.0, nil, nil, nil]
        _ = av.sws_scale(
            scaler, &rows, [Int32(picture.rowBytes), 0, 0, 0], 0, Int32(picture.height), &planes,
            [frame.pointee.linesize.0, 0, 0, 0])
        frame.pointee.pts = stamp
        stamp += 1
        code = av.avcodec_send_frame(context, frame)
        if code >= 0 { code = av.avcodec_receive_packet(context, packet) }
        guard code >= 0, let bytes = packet.pointee.data else { throw .writing(code, "Encoding a picture") }
        defer { av.av_packet_unref(packet) }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(packet.pointee.size)))
    }
}
