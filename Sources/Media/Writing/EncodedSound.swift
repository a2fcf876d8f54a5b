import CLibAV

/// Sound of any codec, decoded, resampled and encoded anew; silence fills gaps, what lies before the start is dropped.
final class EncodedSound: SoundTrack {
    private let decoder: StreamDecoder
    private let resampler: Resampler
    private let encoder: SoundEncoder
    private let start: Int64
    /// Samples handed to the encoder since the movie's start.
    private var position: Int64 = 0
    /// Where the resampler's next sample belongs; nil when the resampler is empty.
    private var pendingAt: Int64?
    private var isAtEnd = false

    init(
        _ decoder: StreamDecoder, start: SoundStart, to muxer: Muxer, codec: AVCodecID = AV_CODEC_ID_AAC
    ) throws(MediaError) {
        let parameters = decoder.stream.pointee.codecpar.pointee
        let rates: [Int32] = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000]
        let rate = rates.contains(parameters.sample_rate) ? parameters.sample_rate : 48_000
        let channels: Int32 = parameters.ch_layout.nb_channels == 1 ? 1 : 2
        self.decoder = decoder
        self.start = start.ticks
        resampler = try Resampler(rate: rate, channels: channels)
        encoder = try SoundEncoder(rate: rate, channels: channels, muxer: muxer, codec: codec)
    }

    func write(until time: Double) throws(MediaError) {
        let rate = Double(encoder.rate)
        let target = Int64(min(max(time, 0) * rate, 1e15))
        while position < target {
            guard let at = try fill() else { return }
            if at > position {
                // A gap: silence up to the next sound, or up to where the movie is now.
                let count = min(at, target) - position
                try encoder.appendSilence(count)
                position += count
                continue
            }
            if at < position {  // before the start, or overlapping what was written
                let dropped = try resampler.drop(Int(position - at))
                pendingAt = dropped == 0 ? nil : at + Int64(dropped)
                continue
            }
            let taken = try resampler.take(Int(min(target - position, 4096)), into: encoder)
            position += Int64(taken)
            pendingAt = taken == 0 ? nil : at + Int64(taken)
        }
    }

    func finish() throws(MediaError) { try encoder.finish() }

    /// Makes sure that the resampler holds something; nil at the end of the sound.
    private func fill() throws(MediaError) -> Int64? {
        if let pendingAt { return pendingAt }
        while !isAtEnd {
            guard let frame = decoder.next() else {
                isAtEnd = true
                return nil
            }
            guard try resampler.put(frame) else { continue }
            let at = place(of: frame)
            pendingAt = at
            return at
        }
        return nil
    }

    /// In samples since the movie's start. Small differences are rounding and late packets, not gaps: joined.
    private func place(of frame: UnsafePointer<AVFrame>) -> Int64 {
        let stamp = frame.pointee.best_effort_timestamp
        guard stamp != greenroom_no_time else { return position }
        let (ticks, overflow) = stamp.subtractingReportingOverflow(start)
        let seconds = overflow ? 0 : Double(ticks) * av_q2d(decoder.stream.pointee.time_base)
        let at = Int64(min(max(seconds * Double(encoder.rate), -1e12), 1e12))
        return abs(at - position) < Int64(encoder.rate / 20) ? position : at
    }
}
