import Media

extension VoiceListener {
    /// Seconds of a recording that are listened to; what follows adds nothing.
    static let longest = 600.0

    /// Listens to the sound of a file from its start.
    /// - Throws: `unsupported_media`, `cancelled`.
    static func listen(to path: String, isCancelled: () -> Bool) throws(VoiceError) -> VoiceListener {
        do {
            let listener = try VoiceListener()
            let reader = try SoundReader(path: path)
            var samples: [Float] = []
            while listener.seconds < longest, try reader.next(into: &samples) {
                if isCancelled() { throw VoiceError.cancelled }
                listener.hear(samples)
            }
            return listener
        } catch {
            throw VoiceError(any: error)
        }
    }

    /// Listens to sound in memory.
    static func listen(to sound: RecordedSound) throws(VoiceError) -> VoiceListener {
        do throws(MediaError) {
            let listener = try VoiceListener()
            listener.hear(sound.samples)
            return listener
        } catch {
            throw VoiceError(error)
        }
    }

    /// Listens to what a voice of ours said.
    static func listen(to utterance: Utterance, rate: Int) throws(VoiceError) -> VoiceListener {
        do throws(MediaError) {
            let listener = try VoiceListener()
            let filter = try SoundFilter("anull", rate: rate, outputRate: Self.rate)
            listener.hear(try filter.filter(utterance.samples.map { Float($0) / 32768 }))
            listener.hear(try filter.finish())
            return listener
        } catch {
            throw VoiceError(error)
        }
    }
}
