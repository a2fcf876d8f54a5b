import Media

/// What a recording must be to clone a voice from it.
package enum VoiceSample {
    package static let leastSpeechSeconds = 5.0
    package static let leastSignalToNoiseDb = 12.0
    package static let mostClippedShare = 0.05
    package static let leastVoicedShare = 0.15
    /// Of the loudest twentieth, in dB of full scale.
    package static let leastLevelDb = -50.0

    /// - Returns: the sample's voice.
    /// - Throws: `silent_sample`, `no_speech_in_sample`, `sample_too_short`, `sample_clipped`, `sample_too_noisy`, each
    ///   with what was measured and the limit.
    static func voice(of heard: HeardVoice) throws(VoiceError) -> VoicePrint {
        guard heard.peakDb >= leastLevelDb else {
            throw VoiceError(
                "silent_sample",
                "The sample is silent: it reaches \(heard.peakDb.figure) dB, at least \(leastLevelDb.figure) dB are needed.",
                ["level_db": .number(heard.peakDb.rounded()), "needed_db": .number(leastLevelDb)])
        }
        guard heard.speechSeconds > 0.5, heard.containsSpeech, let voice = heard.voice else {
            throw VoiceError(
                "no_speech_in_sample",
                "No speech was found in the sample: \(heard.speechSeconds.figure) s stand out from the rest, "
                    + "\((heard.voicedShare * 100).figure) % of them voiced; at least "
                    + "\((leastVoicedShare * 100).figure) % are needed.",
                [
                    "length_seconds": .number(heard.speechSeconds), "share_percent": .number(heard.voicedShare),
                    "needed_percent": .number(leastVoicedShare),
                ])
        }
        guard heard.clippedShare <= mostClippedShare else {
            throw VoiceError(
                "sample_clipped",
                "The sample is clipped: \((heard.clippedShare * 100).figure) % of it stands at its highest level, at most "
                    + "\((mostClippedShare * 100).figure) % may. Record it with less gain.",
                ["share_percent": .number(heard.clippedShare), "limit_percent": .number(mostClippedShare)])
        }
        guard heard.speechSeconds >= leastSpeechSeconds else {
            throw VoiceError(
                "sample_too_short",
                "The sample holds \(heard.speechSeconds.figure) s of speech; at least \(leastSpeechSeconds.figure) s are "
                    + "needed.",
                ["length_seconds": .number(heard.speechSeconds), "needed_seconds": .number(leastSpeechSeconds)])
        }
        guard heard.signalToNoiseDb >= leastSignalToNoiseDb else {
            throw VoiceError(
                "sample_too_noisy",
                "The sample is too noisy: the speech is \(heard.signalToNoiseDb.figure) dB above the noise, at least "
                    + "\(leastSignalToNoiseDb.figure) dB are needed.",
                [
                    "distance_db": .number(heard.signalToNoiseDb.rounded()),
                    "needed_db": .number(leastSignalToNoiseDb),
                ])
        }
        return voice
    }
}

extension HeardVoice {
    var containsSpeech: Bool { voice != nil && speechSeconds > 0.5 && voicedShare >= VoiceSample.leastVoicedShare }
}

extension Double {
    /// With one digit behind the point.
    fileprivate var figure: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
