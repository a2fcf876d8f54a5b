import Media

/// Makes a draft of somebody's voice from a recording.
package struct VoiceCloner: Sendable {
    package enum Stage: String, Sendable { case listening, fitting }

    private let report: @Sendable (Stage, Double) -> Void
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - report: progress of the whole task, 0...1.
    ///   - isCancelled: asked several times a second.
    package init(
        report: @escaping @Sendable (Stage, Double) -> Void = { _, _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.report = report
        self.isCancelled = isCancelled
    }

    /// - Parameters:
    ///   - sample: any file with sound; its first ten minutes count.
    ///   - statement: a recording in which the person consents; what is measured of it goes into the profile.
    ///   - name: kept in the profile; at most 200 characters.
    ///   - language: tag of the language the voice is to speak.
    ///   - folder: exists and is writable; nothing is left in it.
    /// - Throws: what ``check(sample:statement:)`` throws, `unknown_voice` for the language, `cancelled`.
    package func clone(
        sample: String, statement: String?, name: String?, language: String, folder: String
    ) throws(VoiceError) -> VoiceProfile {
        let voices = try EspeakVoices()
        guard let plain = EspeakVoiceName(language), plain.variant == nil, let spoken = voices.find(plain.language)
        else {
            throw .unknownVoice(language)
        }
        let (heard, voice, consent) = try listen(sample, statement)
        report(.listening, 0.3)
        let fitting = VoiceFitting(
            target: voice, language: spoken, data: voices.data, folder: folder,
            report: { report(.fitting, 0.3 + 0.6 * $0) }, isCancelled: isCancelled)
        var profile = VoiceProfile(
            name: name.map { String($0.prefix(200)) }, language: spoken.tag, sample: heard, target: voice,
            fitted: try fitting.fit())
        profile.statement = consent
        return profile
    }

    /// Refuses what no voice can be cloned from, and tells how long cloning takes.
    /// - Returns: seconds of work, and what speaks against the statement, in words.
    /// - Throws: `unsupported_media`, and for the sample `silent_sample`, `no_speech_in_sample`, `sample_too_short`,
    ///   `sample_clipped`, `sample_too_noisy`.
    package func check(
        sample: String, statement: String?
    ) throws(VoiceError) -> (seconds: Double, warnings: [Remark]) {
        let (heard, _, consent) = try listen(sample, statement)
        return (3 + heard.seconds * 0.02, consent?.doubts ?? [])
    }

    private func listen(
        _ sample: String, _ statement: String?
    ) throws(VoiceError) -> (HeardVoice, VoicePrint, ConsentStatement?) {
        report(.listening, 0)
        let heard = HeardVoice(try VoiceListener.listen(to: sample, isCancelled: isCancelled))
        let voice = try VoiceSample.voice(of: heard)
        report(.listening, 0.2)
        guard let statement else { return (heard, voice, nil) }
        let said = HeardVoice(try VoiceListener.listen(to: statement, isCancelled: isCancelled))
        return (heard, voice, ConsentStatement(said, of: voice))
    }
}

extension ConsentStatement {
    /// What speaks against it.
    package var doubts: [Remark] {
        guard containsSpeech else {
            return [Remark("statement_silent", "No speech was found in the statement.")]
        }
        var doubts: [Remark] = []
        if !hasFittingLength {
            let seconds = sound.speechSeconds.rounded()
            doubts.append(
                Remark(
                    "statement_length",
                    "The statement holds \(Int(seconds)) s of speech; a sentence or two are 2 to 60 s.",
                    ["length_seconds": .number(seconds)]))
        }
        if let distance, !isNearSample {
            doubts.append(
                Remark(
                    "statement_unlike",
                    "The statement's voice is \(Int(distance.pitchSemitones.rounded())) semitones and "
                        + "\(Int(distance.envelopeDb.rounded())) dB away from the sample's; within \(Int(Self.nearSemitones)) "
                        + "semitones and \(Int(Self.nearDb)) dB it would be near."))
        }
        return doubts
    }
}
