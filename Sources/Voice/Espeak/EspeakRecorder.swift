import CEspeak

/// Takes down what eSpeak NG says through its callback.
final class EspeakRecorder {
    private let isCancelled: () -> Bool
    private var samples: [Int16] = []
    private var marks = EspeakMarks()
    private var wasCancelled = false

    /// The callback has no argument of ours; ``Espeak/withLibrary(_:)`` sees to it that there is one recorder at a time.
    private nonisolated(unsafe) static var current: EspeakRecorder?

    init(isCancelled: @escaping () -> Bool) { self.isCancelled = isCancelled }

    func record(_ sentence: Sentence, with espeak: Espeak) throws(VoiceError) -> Utterance {
        let marks = try marks(of: sentence, with: espeak)
        let length = Double(samples.count) / Double(espeak.sampleRate)
        let (words, sounds) = marks.placed(in: sentence, length: length)
        return Utterance(samples: samples, words: words, sounds: sounds)
    }

    /// Words and sounds of a sentence in the order in which they are spoken.
    func marks(of sentence: Sentence, with espeak: Espeak) throws(VoiceError) -> EspeakMarks {
        Self.current = self
        defer { Self.current = nil }
        espeak.functions.espeak_SetSynthCallback { samples, count, events in
            EspeakRecorder.current?.take(samples, Int(count), events) ?? 1
        }
        let size = sentence.text.utf8.count + 1
        let code = espeak.functions.espeak_Synth(
            sentence.text, size, 0, POS_CHARACTER, 0, UInt32(espeakCHARS_UTF8), nil, nil)
        if wasCancelled { throw .cancelled }
        guard code == EE_OK else { throw VoiceError("engine_broken", "eSpeak NG failed (code \(code.rawValue)).") }
        return marks
    }

    /// - Returns: 1 to end the synthesis.
    private func take(
        _ new: UnsafeMutablePointer<Int16>?, _ count: Int, _ events: UnsafeMutablePointer<espeak_EVENT>?
    ) -> Int32 {
        if isCancelled() {
            wasCancelled = true
            return 1
        }
        if let new, count > 0 { samples.append(contentsOf: UnsafeBufferPointer(start: new, count: count)) }
        var event = events
        while let now = event, now.pointee.type != espeakEVENT_LIST_TERMINATED {
            note(now.pointee)
            event = now + 1
        }
        return 0
    }

    private func note(_ event: espeak_EVENT) {
        let ms = Int(event.audio_position)
        switch event.type {
        case espeakEVENT_WORD:
            marks.words.append(
                .init(
                    offset: Int(event.text_position) - 1, length: Int(event.length), ms: ms,
                    firstSound: marks.sounds.count))
        case espeakEVENT_PHONEME:
            let name = withUnsafeBytes(of: event.id.string) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            marks.sounds.append(.init(ipa: name, ms: ms))
        default: break
        }
    }
}
