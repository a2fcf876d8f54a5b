/// AudioSpecificConfig (ISO 14496-3, 1.6.2.1), as far as rate and channels.
enum AACConfiguration {
    private static let rates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    /// - Returns: what is heard: spectral band replication doubles the rate, parametric stereo makes two channels. Nil
    ///   when the channels are described elsewhere.
    static func read(_ view: ByteView) -> (sampleRate: Int, channels: Int)? {
        var bits = BitReader(view)
        guard var type = bits.bits(5) else { return nil }
        if type == 31 { type = 32 + (bits.bits(6) ?? 0) }
        guard var rate = rate(&bits), let channels = bits.bits(4), (1...7).contains(channels) else { return nil }
        var count = channels == 7 ? 8 : channels
        if type == 5 || type == 29 {
            guard let extended = self.rate(&bits) else { return nil }
            rate = extended
            if type == 29, count == 1 { count = 2 }
        }
        return rate > 0 ? (rate, count) : nil
    }

    private static func rate(_ bits: inout BitReader) -> Int? {
        guard let index = bits.bits(4) else { return nil }
        return index == 15 ? bits.bits(24) : rates.indices.contains(index) ? rates[index] : nil
    }
}
