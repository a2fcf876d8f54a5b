/// Header of one frame of MPEG audio, layer III (ISO 11172-3, 2.4.1.3; ISO 13818-3 for the lower rates).
struct MPEGAudioFrame: Equatable {
    let sampleRate: Int
    let channels: Int
    /// In bits a second.
    let bitRate: Int
    let samples: Int
    /// In bytes, header included.
    let length: Int
    /// Bytes between the frame header and the main data, where a Xing header would stand.
    let sideInformation: Int

    init?(_ bytes: ByteView) {
        guard let header = bytes.big(0, 4), header >> 21 == 0x7FF, header >> 17 & 3 == 1 else { return nil }
        let version = header >> 19 & 3  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        let (rate, frequency) = (header >> 12 & 15, header >> 10 & 3)
        guard version != 1, rate != 0, rate != 15, frequency != 3 else { return nil }
        let first = version == 3
        let rates =
            first
            ? [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
            : [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
        sampleRate = [44_100, 48_000, 32_000][frequency] >> (first ? 0 : version == 2 ? 1 : 2)
        bitRate = rates[rate] * 1000
        samples = first ? 1152 : 576
        length = samples / 8 * bitRate / sampleRate + header >> 9 & 1
        channels = header >> 6 & 3 == 3 ? 1 : 2
        sideInformation = first ? (channels == 1 ? 17 : 32) : (channels == 1 ? 9 : 17)
    }
}
