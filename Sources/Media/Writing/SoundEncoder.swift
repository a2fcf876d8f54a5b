import CLibAV

/// AAC for ``MovieWriter``, or MP3: collects samples into the encoder's frames.
final class SoundEncoder {
    let rate: Int32
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let stream: UnsafeMutablePointer<AVStream>
    private let frame: UnsafeMutablePointer<AVFrame>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let muxer: Muxer
    private var filled: Int32 = 0
    private var sent: Int64 = 0

    init(
        rate: Int32, channels: Int32, muxer: Muxer, codec id: AVCodecID = AV_CODEC_ID_AAC
    ) throws(MediaError) {
        self.rate = rate
        self.muxer = muxer
        stream = try muxer.newStream()
        let codec = av.avcodec_find_encoder(id)
        var made = av.avcodec_alloc_context3(codec)
        var frameMade = av.av_frame_alloc()
        guard let context = made, let frame = frameMade, let packet = av.av_packet_alloc() else {
            av.avcodec_free_context(&made)
            av.av_frame_free(&frameMade)
            throw .writeFailed("There is no memory left for the sound.")
        }
        (self.context, self.frame, self.packet) = (context, frame, packet)
        context.pointee.sample_rate = rate
        context.pointee.sample_fmt = AV_SAMPLE_FMT_FLTP
        context.pointee.bit_rate = 128_000
        context.pointee.time_base = AVRational(num: 1, den: rate)
        context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        av.av_channel_layout_default(&context.pointee.ch_layout, channels)
        var code = av.avcodec_open2(context, codec, nil)
        if code >= 0 { code = av.avcodec_parameters_from_context(stream.pointee.codecpar, context) }
        guard code >= 0 else { throw .writing(code, "Starting the sound encoder") }
        stream.pointee.time_base = context.pointee.time_base
        frame.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
        frame.pointee.sample_rate = rate
        frame.pointee.nb_samples = context.pointee.frame_size
        _ = av.av_channel_layout_copy(&frame.pointee.ch_layout, &context.pointee.ch_layout)
        code = av.av_frame_get_buffer(frame, 0)
        guard code >= 0 else { throw .writing(code, "Starting the sound encoder") }
    }

    deinit {
        var (context, frame, packet) = (Optional(context), Optional(frame), Optional(packet))
        av.avcodec_free_context(&context)
        av.av_frame_free(&frame)
        av.av_packet_free(&packet)
    }

    private var frameSize: Int32 { context.pointee.frame_size }

    func append(from waiting: OpaquePointer, count: Int32) throws(MediaError) {
        var left = count
        while left > 0 {
            try makeRoom()
            let part = min(left, frameSize - filled)
            let read = withPlanes { av.av_audio_fifo_read(waiting, $0, part) }
            guard read == part else { throw .writeFailed("The sound could not be read back.") }
            filled += part
            left -= part
            try sendIfFull()
        }
    }

    /// - Parameter channels: as many as the encoder has, with `count` samples each.
    func append(_ channels: [[Float]], count: Int) throws(MediaError) {
        var start = 0
        while start < count {
            try makeRoom()
            let part = min(count - start, Int(frameSize - filled))
            _ = withPlanes { planes in
                for (index, samples) in channels.enumerated() {
                    samples.withUnsafeBytes { bytes in
                        guard let from = bytes.baseAddress else { return }
                        planes[index]?.copyMemory(from: from + start * 4, byteCount: part * 4)
                    }
                }
                return 0
            }
            filled += Int32(part)
            start += part
            try sendIfFull()
        }
    }

    func appendSilence(_ count: Int64) throws(MediaError) {
        var left = count
        while left > 0 {
            try makeRoom()
            let part = Int32(min(left, Int64(frameSize - filled)))
            _ = av.av_samples_set_silence(
                frame.pointee.extended_data, filled, part, context.pointee.ch_layout.nb_channels, AV_SAMPLE_FMT_FLTP)
            filled += part
            left -= Int64(part)
            try sendIfFull()
        }
    }

    func finish() throws(MediaError) {
        if filled > 0 {
            frame.pointee.nb_samples = filled
            try send(frame)
        }
        try send(nil)
    }

    private func makeRoom() throws(MediaError) {
        let code = av.av_frame_make_writable(frame)
        guard code >= 0 else { throw .writing(code, "Encoding the sound") }
    }

    /// The places of the frame's channels behind what is filled.
    private func withPlanes(_ body: (UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Int32) -> Int32 {
        var planes = (0..<Int(context.pointee.ch_layout.nb_channels)).map { channel in
            frame.pointee.extended_data[channel].map { UnsafeMutableRawPointer($0 + Int(filled) * 4) }
        }
        return planes.withUnsafeMutableBufferPointer { $0.baseAddress.map(body) ?? 0 }
    }

    private func sendIfFull() throws(MediaError) {
        guard filled == frameSize else { return }
        try send(frame)
        filled = 0
    }

    private func send(_ frame: UnsafeMutablePointer<AVFrame>?) throws(MediaError) {
        if let frame {
            frame.pointee.pts = sent
            sent += Int64(frame.pointee.nb_samples)
        }
        var code = av.avcodec_send_frame(context, frame)
        while code >= 0 {
            code = av.avcodec_receive_packet(context, packet)
            if code == greenroom_error_again || code == greenroom_error_end { return }
            guard code >= 0 else { break }
            packet.pointee.stream_index = stream.pointee.index
            av.av_packet_rescale_ts(packet, context.pointee.time_base, stream.pointee.time_base)
            try muxer.write(packet)
        }
        throw .writing(code, "Encoding the sound")
    }
}

extension Resampler {
    /// Moves up to `count` samples into the encoder.
    func take(_ count: Int, into encoder: SoundEncoder) throws(MediaError) -> Int {
        let moved = min(Int32(clamping: count), av.av_audio_fifo_size(waiting))
        guard moved > 0 else { return 0 }
        try encoder.append(from: waiting, count: moved)
        return Int(moved)
    }
}
