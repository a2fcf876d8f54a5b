import CLibAV

/// Brings decoded sound to planar float samples of one rate and one or two channels.
final class Resampler {
    private let rate: Int32
    private var layout = AVChannelLayout()
    private var context: OpaquePointer?
    private var input: (rate: Int32, format: Int32, channels: Int32) = (0, -1, 0)
    /// What is resampled and not taken yet.
    private(set) var waiting: OpaquePointer
    private var scratch: UnsafeMutablePointer<AVFrame>

    init(rate: Int32, channels: Int32) throws(MediaError) {
        guard let waiting = av.av_audio_fifo_alloc(AV_SAMPLE_FMT_FLTP, channels, 8192),
            let scratch = av.av_frame_alloc()
        else { throw .writeFailed("There is no memory left for the sound.") }
        self.rate = rate
        self.waiting = waiting
        self.scratch = scratch
        av.av_channel_layout_default(&layout, channels)
    }

    deinit {
        av.swr_free(&context)
        av.av_audio_fifo_free(waiting)
        var scratch = Optional(scratch)
        av.av_frame_free(&scratch)
    }

    /// Adds one frame; false when nothing came of it.
    func put(_ frame: UnsafePointer<AVFrame>) throws(MediaError) -> Bool {
        try prepare(for: frame)
        let expected = av.swr_get_out_samples(context, frame.pointee.nb_samples)
        guard expected > 0, expected < 1 << 22 else { return false }
        av.av_frame_unref(scratch)
        scratch.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
        scratch.pointee.sample_rate = rate
        scratch.pointee.nb_samples = expected
        _ = av.av_channel_layout_copy(&scratch.pointee.ch_layout, &layout)
        guard av.av_frame_get_buffer(scratch, 0) >= 0 else {
            throw .writeFailed("There is no memory left for the sound.")
        }
        let source = frame.pointee.extended_data
        let made = source?.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: Int(input.channels)) {
            av.swr_convert(context, scratch.pointee.extended_data, expected, $0, frame.pointee.nb_samples)
        }
        guard let made, made > 0 else { return false }
        guard write(count: made) == made else { throw .writeFailed("There is no memory left for the sound.") }
        return true
    }

    private func write(count: Int32) -> Int32 {
        scratch.pointee.extended_data.withMemoryRebound(to: UnsafeMutableRawPointer?.self, capacity: 2) {
            av.av_audio_fifo_write(waiting, $0, count)
        }
    }

    /// A stream may change its rate or channels in the middle.
    private func prepare(for frame: UnsafePointer<AVFrame>) throws(MediaError) {
        let now = (frame.pointee.sample_rate, frame.pointee.format, frame.pointee.ch_layout.nb_channels)
        if context != nil, now == input { return }
        av.swr_free(&context)
        var source = frame.pointee.ch_layout
        if source.order == AV_CHANNEL_ORDER_UNSPEC { av.av_channel_layout_default(&source, now.2) }
        guard
            av.swr_alloc_set_opts2(
                &context, &layout, AV_SAMPLE_FMT_FLTP, rate, &source, AVSampleFormat(rawValue: now.1), now.0, 0, nil)
                >= 0,
            av.swr_init(context) >= 0
        else { throw .unsupported("The sound's format cannot be converted.") }
        input = now
    }

    /// Throws away up to `count` samples.
    func drop(_ count: Int) throws(MediaError) -> Int {
        let dropped = min(Int32(clamping: count), av.av_audio_fifo_size(waiting))
        _ = av.av_audio_fifo_drain(waiting, dropped)
        return Int(dropped)
    }

    /// Takes up to `count` samples out.
    /// - Parameter place: where they go, a channel each.
    func take(_ count: Int, into place: [UnsafeMutablePointer<Float>]) -> Int {
        var planes = place.map { Optional(UnsafeMutableRawPointer($0)) }
        let read = planes.withUnsafeMutableBufferPointer { planes in
            planes.baseAddress.map { av.av_audio_fifo_read(waiting, $0, Int32(clamping: count)) } ?? 0
        }
        return Int(max(0, read))
    }

    /// Hands over what is there, sample by sample, and forgets it; of several channels the first.
    func drain(_ body: (Float) -> Void) {
        while true {
            let count = min(av.av_audio_fifo_size(waiting), scratch.pointee.nb_samples)
            guard count > 0, let planes = scratch.pointee.extended_data else { return }
            let read = planes.withMemoryRebound(to: UnsafeMutableRawPointer?.self, capacity: 2) {
                av.av_audio_fifo_read(waiting, $0, count)
            }
            guard read > 0, let plane = planes[0] else { return }
            plane.withMemoryRebound(to: Float.self, capacity: Int(read)) { samples in
                for index in 0..<Int(read) { body(samples[index]) }
            }
        }
    }
}
