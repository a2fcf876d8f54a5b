import CLibAV

/// H.264 for ``MovieWriter``. With a reel it encodes in parts that refer to nothing outside themselves.
final class VideoEncoder {
    /// What the encoder is started with.
    private struct Settings {
        let width: Int
        let height: Int
        let timeBase: AVRational
        let frameRate: Double
        /// x264's: 18 is hardly told from the pictures, 28 is small.
        let crf: Int
        let threads: Int
    }

    private let settings: Settings
    private var context: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let stream: UnsafeMutablePointer<AVStream>
    private let maker: FrameMaker
    private let muxer: Muxer
    private let frameTicks: Int64
    private let reel: Reel?
    /// Times of all frames, when there is a reel.
    private var stamps: [Int64] = []
    private var packets = 0
    private var isFirstPart = true

    init(
        width: Int, height: Int, timeBase: AVRational, frameRate: Double, frameTicks: Int64, crf: Int = 18,
        threads: Int, muxer: Muxer, reel: Reel? = nil
    ) throws(MediaError) {
        settings = Settings(
            width: width, height: height, timeBase: timeBase, frameRate: frameRate, crf: crf, threads: threads)
        maker = try FrameMaker(width: width, height: height, isFullRange: false, matrix: SWS_CS_ITU709)
        stream = try muxer.newStream()
        var made = Optional(try Self.start(settings))
        guard let context = made, let packet = av.av_packet_alloc() else {
            av.avcodec_free_context(&made)
            throw .writeFailed("There is no memory left for the encoder.")
        }
        (self.context, self.packet, self.muxer, self.frameTicks, self.reel) = (
            context, packet, muxer, frameTicks, reel
        )
        let code = av.avcodec_parameters_from_context(stream.pointee.codecpar, context)
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

    private static func start(_ settings: Settings) throws(MediaError) -> UnsafeMutablePointer<AVCodecContext> {
        guard let codec = av.avcodec_find_encoder_by_name("libx264") else {
            throw .writeFailed("This machine's libavcodec has no H.264 encoder (libx264).")
        }
        guard let context = av.avcodec_alloc_context3(codec) else {
            throw .writeFailed("There is no memory left for the encoder.")
        }
        context.pointee.width = Int32(settings.width)
        context.pointee.height = Int32(settings.height)
        context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
        context.pointee.time_base = settings.timeBase
        context.pointee.framerate = av.av_d2q(settings.frameRate, 100_000)
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        context.pointee.colorspace = AVCOL_SPC_BT709
        context.pointee.color_primaries = AVCOL_PRI_BT709
        context.pointee.color_trc = AVCOL_TRC_BT709
        context.pointee.color_range = AVCOL_RANGE_MPEG
        // A player can jump to every 2 s.
        context.pointee.gop_size = Int32(min(max(settings.frameRate * 2, 12), 250))
        context.pointee.thread_count = Int32(max(1, min(settings.threads, 16)))
        context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        var options: OpaquePointer?
        _ = av.av_dict_set(&options, "preset", "veryfast", 0)
        _ = av.av_dict_set(&options, "crf", String(settings.crf), 0)
        // x264's code for AVX-512 looks at memory that nobody has written (in its macroblock tree, seen in 0.164), so that
        // the same pictures would become another video each time.
        if greenroom_has_avx512() != 0 { _ = av.av_dict_set(&options, "x264-params", "asm=avx2", 0) }
        let code = av.avcodec_open2(context, codec, &options)
        av.av_dict_free(&options)
        guard code >= 0 else {
            var made = Optional(context)
            av.avcodec_free_context(&made)
            throw .writing(code, "Starting the H.264 encoder")
        }
        return context
    }

    /// What every packet depends on: packets of encoders with the same description fit together in one stream.
    var description: [UInt8] {
        var record = ByteRecord()
        record.put([Int64(settings.width), Int64(settings.height), Int64(settings.timeBase.num)])
        record.put([Int64(settings.timeBase.den), frameTicks])
        record.put(settings.frameRate)
        record.put(counted: header)
        return record.bytes
    }

    private var header: [UInt8] {
        Array(UnsafeBufferPointer(start: context.pointee.extradata, count: Int(context.pointee.extradata_size)))
    }

    func encode(_ picture: Picture, pts: Int64) throws(MediaError) {
        if reel != nil { stamps.append(pts) }
        try maker.write(picture)
        maker.frame.pointee.pts = pts
        try send(maker.frame)
    }

    func finish() throws(MediaError) { try send(nil) }

    /// Ends a part; the next picture begins another.
    func endPart() throws(MediaError) {
        try send(nil)
        reel?.commitPart()
        let next = try Self.start(settings)
        var old = Optional(context)
        let before = header
        context = next
        av.avcodec_free_context(&old)
        guard header == before else { throw .writeFailed("The H.264 encoder changed its mind about the video.") }
        isFirstPart = false
    }

    /// Takes pictures over that were encoded before.
    /// - Parameter each: called with each one's time, after it was written.
    func resume(_ each: (Int64) throws(MediaError) -> Void) throws(MediaError) {
        try reel?.replay { (kept) throws(MediaError) in
            guard av.av_new_packet(packet, Int32(kept.bytes.count)) >= 0 else {
                throw .writeFailed("There is no memory left for the movie.")
            }
            kept.bytes.withUnsafeBufferPointer { bytes in
                if let first = bytes.baseAddress { packet.pointee.data.update(from: first, count: bytes.count) }
            }
            (packet.pointee.pts, packet.pointee.dts, packet.pointee.flags) = (kept.pts, kept.dts, kept.flags)
            stamps.append(kept.pts)
            packets += 1
            try write()
            try each(kept.pts)
        }
        stamps.sort()
        isFirstPart = false
    }

    private func send(_ frame: UnsafeMutablePointer<AVFrame>?) throws(MediaError) {
        var code = av.avcodec_send_frame(context, frame)
        guard code >= 0 else { throw .writing(code, "Encoding a frame") }
        while true {
            code = av.avcodec_receive_packet(context, packet)
            if code == greenroom_error_again || code == greenroom_error_end { return }
            guard code >= 0 else { throw .writing(code, "Encoding a frame") }
            // A later part's encoder knows nothing of the frames before it: decoding times are those of the frame that
            // is shown as many frames before as any may be delayed, over the whole movie (x264's own rule).
            let delay = Int(context.pointee.has_b_frames)
            if !isFirstPart, packets >= delay { packet.pointee.dts = stamps[packets - delay] }
            packets += 1
            reel?.append(packet)
            try write()
        }
    }

    private func write() throws(MediaError) {
        packet.pointee.stream_index = stream.pointee.index
        packet.pointee.duration = frameTicks  // counts for the last packet only: MP4 stores differences
        av.av_packet_rescale_ts(packet, settings.timeBase, stream.pointee.time_base)
        try muxer.write(packet)
    }
}
