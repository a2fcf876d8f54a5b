import CLibAV

/// A track of pictures in any codec that needs nothing but its name: what films for editors and moving pictures are made of.
final class PictureTrack {
    struct Codec {
        var name: String
        var format: AVPixelFormat
        var options: [String: String] = [:]
    }

    let stream: UnsafeMutablePointer<AVStream>
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let muxer: Muxer
    private let frameTicks: Int64

    /// - Parameter timeBase: of the time stamps to come.
    init(
        _ codec: Codec, width: Int, height: Int, timeBase: AVRational, frameRate: Double, threads: Int, muxer: Muxer
    ) throws(MediaError) {
        guard let encoder = av.avcodec_find_encoder_by_name(codec.name) else {
            throw .writeFailed("This machine's libavcodec has no encoder \(codec.name).")
        }
        stream = try muxer.newStream()
        var made = av.avcodec_alloc_context3(encoder)
        guard let context = made, let packet = av.av_packet_alloc() else {
            av.avcodec_free_context(&made)
            throw .writeFailed("There is no memory left for the encoder.")
        }
        (self.context, self.packet, self.muxer) = (context, packet, muxer)
        let ticks = Double(timeBase.den) / (Double(timeBase.num) * frameRate)
        frameTicks = Int64(min(max(ticks.rounded(), 1), 1e9))
        context.pointee.width = Int32(width)
        context.pointee.height = Int32(height)
        context.pointee.pix_fmt = codec.format
        context.pointee.time_base = timeBase
        context.pointee.framerate = av.av_d2q(frameRate, 100_000)
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        context.pointee.thread_count = Int32(max(1, min(threads, 16)))
        if codec.format == AV_PIX_FMT_YUV422P10LE {
            context.pointee.colorspace = AVCOL_SPC_BT709
            context.pointee.color_primaries = AVCOL_PRI_BT709
            context.pointee.color_trc = AVCOL_TRC_BT709
            context.pointee.color_range = AVCOL_RANGE_MPEG
        }
        if muxer.context.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 {
            context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        }
        var options: OpaquePointer?
        for (name, value) in codec.options { _ = av.av_dict_set(&options, name, value, 0) }
        var code = av.avcodec_open2(context, encoder, &options)
        av.av_dict_free(&options)
        if code >= 0 { code = av.avcodec_parameters_from_context(stream.pointee.codecpar, context) }
        guard code >= 0 else { throw .writing(code, "Starting the encoder \(codec.name)") }
        stream.pointee.time_base = timeBase
        stream.pointee.avg_frame_rate = context.pointee.framerate
    }

    deinit {
        var (context, packet) = (Optional(context), Optional(packet))
        av.avcodec_free_context(&context)
        av.av_packet_free(&packet)
    }

    /// - Parameter frame: in the codec's format, with its time; nil ends the track.
    func encode(_ frame: UnsafeMutablePointer<AVFrame>?) throws(MediaError) {
        var code = av.avcodec_send_frame(context, frame)
        guard code >= 0 else { throw .writing(code, "Encoding a frame") }
        while true {
            code = av.avcodec_receive_packet(context, packet)
            if code == greenroom_error_again || code == greenroom_error_end { return }
            guard code >= 0 else { throw .writing(code, "Encoding a frame") }
            packet.pointee.stream_index = stream.pointee.index
            if packet.pointee.duration == 0 { packet.pointee.duration = frameTicks }
            av.av_packet_rescale_ts(packet, context.pointee.time_base, stream.pointee.time_base)
            try muxer.write(packet)
        }
    }
}
