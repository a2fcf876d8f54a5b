extension MediaFacts {
    /// A sound file of one stream; nil when its figures make no sense.
    static func sound(
        _ file: MediaBytes, codec: String, sampleRate: Int, channels: Int, samples: Int?
    ) -> MediaFacts? {
        guard (1...768_000).contains(sampleRate), (1...64).contains(channels) else { return nil }
        let durationMs = samples.flatMap { $0 < 1 << 48 && $0 >= 0 ? $0 * 1000 / sampleRate : nil }
        return MediaFacts(
            kind: .audio, container: file.container, durationMs: durationMs, sizeBytes: file.sizeBytes, video: nil,
            audio: .init(codec: codec, sampleRate: sampleRate, channels: channels))
    }
}
