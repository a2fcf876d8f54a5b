import Glibc
import Inference
import Media

/// What networks add to the look at a sample: whether anybody speaks in it and who, how far the speech stands out from
/// noise where nobody pauses, and the sample without its noise. What is not installed is left out.
package struct SampleCare: Sendable {
    /// Seconds of the sample that they hear.
    private static let longest = 120.0
    /// Speech that stands out by less is no good without its noise either.
    private static let leastDb = 3.0
    /// Less speech than this is none.
    private static let leastSpeech = 0.5

    private let assets: Assets
    private let cache: String?

    /// - Parameter cache: where compiled models are kept.
    package init(assets: Assets, cache: String?) {
        (self.assets, self.cache) = (assets, cache)
    }

    /// - Parameter heard: what was measured of the sample.
    /// - Returns: the same, or what was measured once the noise was taken out, and that it was.
    /// - Throws: `several_speakers`, `unsupported_media`, `cancelled`.
    func look(
        at heard: HeardVoice, of sample: String, isCancelled: () -> Bool
    ) throws(VoiceError) -> (HeardVoice, [Remark]) {
        guard heard.peakDb >= VoiceSample.leastLevelDb else { return (heard, []) }
        let sound = try RecordedSound(of: sample, longest: Self.longest, isCancelled: isCancelled)
        var (heard, remarks) = (heard, [Remark]())
        var clean = sound
        if heard.signalToNoiseDb < VoiceSample.leastSignalToNoiseDb,
            let filtered = try installed({ () throws(VoiceError) in
                try NoiseFilter(assets).clean(sound, isCancelled: isCancelled)
            })
        {
            let distance = Self.distance(of: filtered, from: sound)
            if distance >= VoiceSample.leastSignalToNoiseDb {
                // What is heard between the words was no noise: nobody pauses.
                heard.signalToNoiseDb = distance
            } else if distance >= Self.leastDb {
                clean = filtered
                heard = HeardVoice(try VoiceListener.listen(to: filtered))
                remarks.append(
                    Remark("sample_denoised", "The sample is noisy; the noise was taken out before it was measured."))
            }
        }
        if let people = try installed({ () throws(VoiceError) in try speakers(in: clean, isCancelled) }) {
            if people.seconds < Self.leastSpeech { heard.speechSeconds = people.seconds }
            if people.speakers?.areSeveral == true {
                throw VoiceError(
                    "several_speakers", "More than one person speaks in the sample; a voice is cloned from one alone.")
            }
        }
        return (heard, remarks)
    }

    private func speakers(
        in sound: RecordedSound, _ isCancelled: () -> Bool
    ) throws(VoiceError) -> (seconds: Double, speakers: Speakers?) {
        let runtime: InferenceRuntime
        do { runtime = try InferenceRuntime(assets: assets, cache: cache) } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
        let speech = try SpeechDetector(runtime).speech(in: sound)
        let network = try installed { () throws(VoiceError) in try SpeakerNetwork(runtime) }
        guard let network else { return (speech.seconds, nil) }
        return (speech.seconds, try Speakers(in: sound, speech: speech, by: network, isCancelled: isCancelled))
    }

    /// How alike a draft's voice and the sample's are for the speaker network, said beside what two recordings of one
    /// person give.
    /// - Parameter draft: a file in which the draft speaks.
    /// - Returns: nil where the network is not installed, or nobody could be told.
    package func likeness(of draft: String, to sample: String) throws(VoiceError) -> (value: Double, remark: Remark)? {
        let found = try installed { () throws(VoiceError) in
            try VoiceComparer(assets: assets, cache: cache).compare(draft, with: sample)
        }
        return found?.likeness.map { ($0, Self.remark(onLikeness: $0)) }
    }

    /// The bands are those by which a consent's voice is judged.
    static func remark(onLikeness likeness: Double) -> Remark {
        let words =
            switch likeness {
            case 0.55...: "The draft sounds like the person"
            case 0.4..<0.55: "The draft sounds somewhat like the person"
            default: "The draft takes on pitch, pace and colour, and still sounds like somebody else"
            }
        let hundredths = (likeness * 100).rounded() / 100
        return Remark(
            "draft_likeness",
            "\(words): likeness \(hundredths); two recordings of one person have 0.55 and more, mostly about 0.86.",
            ["likeness": .number(hundredths)])
    }

    /// In dB, how far the speech is above what was taken away of it.
    private static func distance(of clean: RecordedSound, from sound: RecordedSound) -> Double {
        var (speech, noise) = (0.0, 0.0)
        for (kept, whole) in zip(clean.samples, sound.samples) {
            speech += Double(kept * kept)
            noise += Double((whole - kept) * (whole - kept))
        }
        return 10 * log10(max(speech, 1e-10) / max(noise, 1e-10))
    }

    /// - Returns: nil where what it takes is not installed.
    private func installed<Value>(_ work: () throws(VoiceError) -> Value) throws(VoiceError) -> Value? {
        do throws(VoiceError) { return try work() } catch {
            guard error.code == "engine_unavailable" else { throw error }
            return nil
        }
    }
}
