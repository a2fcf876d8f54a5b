import CLibAV

/// Sound of any codec, decoded, resampled and encoded anew; silence fills gaps, what lies before the start is dropped.
final class EncodedSound: SoundTrack {
    private let source: PlacedSound
    private let encoder: SoundEncoder

    /// - Parameter isPiece: see ``PlacedSound``.
    init(
        _ decoder: StreamDecoder, start: SoundStart, isPiece: Bool = false, to muxer: Muxer,
        codec: AVCodecID = AV_CODEC_ID_AAC
    ) throws(MediaError) {
        let parameters = decoder.stream.pointee.codecpar.pointee
        let rates: [Int32] = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000]
        let rate = rates.contains(parameters.sample_rate) ? parameters.sample_rate : 48_000
        let channels: Int32 = parameters.ch_layout.nb_channels == 1 ? 1 : 2
        source = try PlacedSound(decoder, start: start, isPiece: isPiece, rate: rate, channels: channels)
        encoder = try SoundEncoder(rate: rate, channels: channels, muxer: muxer, codec: codec)
    }

    func write(until time: Double) throws(MediaError) {
        let target = Int64(min(max(time, 0) * Double(encoder.rate), 1e15))
        while source.position < target {
            switch try source.next(until: target) {
            case .end: return
            case .silence(let count):
                try encoder.appendSilence(count)
                source.took(silence: count)
            case .samples(let most):
                source.took(samples: try source.resampler.take(most, into: encoder))
            }
        }
    }

    func finish() throws(MediaError) { try encoder.finish() }
}
