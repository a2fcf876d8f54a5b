import Media

/// Makes a draft of somebody's voice from a recording.
package struct VoiceCloner: Sendable {
    package enum Stage: String, Sendable { case listening, fitting }

    private let care: SampleCare?
    private let report: @Sendable (Stage, Double) -> Void
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - care: nil measures the sample without networks.
    ///   - report: progress of the whole task, 0...1.
    ///   - isCancelled: asked several times a second.
    package init(
        care: SampleCare? = nil,
        report: @escaping @Sendable (Stage, Double) -> Void = { _, _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.care = care
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
    ) throws(VoiceError) -> (profile: VoiceProfile, remarks: [Remark]) {
        let voices = try EspeakVoices()
        guard let plain = EspeakVoiceName(language), plain.variant == nil, let spoken = voices.find(plain.language)
        else {
            throw .unknownVoice(language)
        }
        let (heard, voice, consent, remarks) = try listen(sample, statement)
        report(.listening, 0.3)
        let fitting = VoiceFitting(
            target: voice, language: spoken, data: voices.data, folder: folder,
            report: { report(.fitting, 0.3 + 0.6 * $0) }, isCancelled: isCancelled)
        var profile = VoiceProfile(
            name: name.map { String($0.prefix(200)) }, language: spoken.tag, sample: heard, target: voice,
            fitted: try fitting.fit())
        profile.statement = consent
        return (profile, remarks)
    }

    /// Refuses what no voice can be cloned from, and tells how long cloning takes.
    /// - Returns: seconds of work, and what there is to say about the sample and the statement.
    /// - Throws: `unsupported_media`, and for the sample `silent_sample`, `no_speech_in_sample`, `sample_too_short`,
    ///   `sample_clipped`, `sample_too_noisy`, `several_speakers`.
    package func check(
        sample: String, statement: String?
    ) throws(VoiceError) -> (seconds: Double, warnings: [Remark]) {
        let (heard, _, _, remarks) = try listen(sample, statement)
        return (3 + heard.seconds * 0.02, remarks)
    }

    private func listen(
        _ sample: String, _ statement: String?
    ) throws(VoiceError) -> (HeardVoice, VoicePrint, ConsentStatement?, [Remark]) {
        report(.listening, 0)
        var (heard, remarks) = (HeardVoice(try VoiceListener.listen(to: sample, isCancelled: isCancelled)), [Remark]())
        if let care { (heard, remarks) = try care.look(at: heard, of: sample, isCancelled: isCancelled) }
        let voice = try VoiceSample.voice(of: heard)
        report(.listening, 0.2)
        guard let statement else { return (heard, voice, nil, remarks) }
        let said = HeardVoice(try VoiceListener.listen(to: statement, isCancelled: isCancelled))
        let consent = ConsentStatement(said, of: voice)
        return (heard, voice, consent, remarks + consent.doubts)
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
