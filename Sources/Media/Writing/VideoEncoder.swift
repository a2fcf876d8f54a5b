import CLibAV

/// H.264 for ``MovieWriter``.
final class VideoEncoder {
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let stream: UnsafeMutablePointer<AVStream>
    private let maker: FrameMaker
    private let muxer: Muxer
    private let frameTicks: Int64

    init(
        width: Int, height: Int, timeBase: AVRational, frameRate: Double, frameTicks: Int64, threads: Int, muxer: Muxer
    ) throws(MediaError) {
        guard let codec = av.avcodec_find_encoder_by_name("libx264") else {
            throw .writeFailed("This machine's libavcodec has no H.264 encoder (libx264).")
        }
        maker = try FrameMaker(width: width, height: height, isFullRange: false, matrix: SWS_CS_ITU709)
        stream = try muxer.newStream()
        var made = av.avcodec_alloc_context3(codec)
        guard let context = made, let packet = av.av_packet_alloc() else {
            av.avcodec_free_context(&made)
            throw .writeFailed("There is no memory left for the encoder.")
        }
        (self.context, self.packet, self.muxer, self.frameTicks) = (context, packet, muxer, frameTicks)
        context.pointee.width = Int32(width)
        context.pointee.height = Int32(height)
        context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
        context.pointee.time_base = timeBase
        context.pointee.framerate = av.av_d2q(frameRate, 100_000)
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        context.pointee.colorspace = AVCOL_SPC_BT709
        context.pointee.color_primaries = AVCOL_PRI_BT709
        context.pointee.color_trc = AVCOL_TRC_BT709
        context.pointee.color_range = AVCOL_RANGE_MPEG
        context.pointee.gop_size = Int32(min(max(frameRate * 2, 12), 250))  // a player can jump to every 2 s
        context.pointee.thread_count = Int32(max(1, min(threads, 16)))
        context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        var options: OpaquePointer?
        _ = av.av_dict_set(&options, "preset", "veryfast", 0)
        _ = av.av_dict_set(&options, "crf", "18", 0)
        var code = av.avcodec_open2(context, codec, &options)
        av.av_dict_free(&options)
        if code >= 0 { code = av.avcodec_parameters_from_context(stream.pointee.codecpar, context) }
        guard code >= 0 else { throw .writing(code, "Starting the H.264 encoder") }
        stream.pointee.time_base = timeBase
        stream.pointee.avg_frame_rate = context.pointee.framerate
        stream.pointee.sample_aspect_ratio = context.pointee.sample_aspect_ratio
    }

    deinit {
        var (context, packet) = (Optional(context), Optional(packet))
        av.avcodec_free_context(&context)
        av.av_packet_free(&packet)
    }

    func encode(_ picture: Picture, pts: Int64) throws(MediaError) {
        try maker.write(picture)
        maker.frame.pointee.pts = pts
        try send(maker.frame)
    }

    func finish() throws(MediaError) { try send(nil) }

    private func send(_ frame: UnsafeMutablePointer<AVFrame>?) throws(MediaError) {
        var code = av.avcodec_send_frame(context, frame)
        guard code >= 0 else { throw .writing(code, "Encoding a frame") }
        while true {
            code = av.avcodec_receive_packet(context, packet)
            if code == greenroom_error_again || code == greenroom_error_end { return }
            guard code >= 0 else { throw .writing(code, "Encoding a frame") }
            packet.pointee.stream_index = stream.pointee.index
            packet.pointee.duration = frameTicks  // counts for the last packet only: MP4 stores differences
            av.av_packet_rescale_ts(packet, context.pointee.time_base, stream.pointee.time_base)
            try muxer.write(packet)
        }
    }
}
