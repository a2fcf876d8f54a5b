import Foundation
import Inference
import Media
import Testing
import Voice

/// Recordings made for the tests, as a person might send them.
private final class Recordings {
    private let folder = try? TemporaryFolder()
    var path: String { folder?.path ?? "/nonexistent" }

    static let text = """
        Most people never notice how much they move when they talk. The head nods, the eyes wander, and now and then \
        the shoulders rise with a breath. I have counted it once, in a meeting.
        """

    /// What a voice of ours says, through a filter of ffmpeg's.
    func speech(_ voice: String, _ filter: String = "anull", as name: String = "sample.wav") throws -> String {
        let spoken = try SpokenFile(Self.text, voice: voice)
        return try ffmpeg(["-i", spoken.path, "-af", filter], name)
    }

    func ffmpeg(_ arguments: [String], _ name: String) throws -> String {
        let made = path + "/" + name
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = ["-v", "error", "-y"] + arguments + [made]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return made
    }
}

@Suite struct CloneTests {
    @Test(arguments: [("en-us+linda", "en-us"), ("en-us+Andy", "en-us"), ("de+f4", "de")])
    func `the clone sounds nearer to the person than the built-in voice does`(person: String, language: String) throws {
        let recordings = Recordings()
        let sample = try recordings.speech(person, "aresample=44100")

        let profile = try VoiceCloner()
            .clone(sample: sample, statement: nil, name: "Anna", language: language, folder: recordings.path).profile

        #expect(profile.quality == .draft && profile.name == "Anna" && profile.language == language)
        #expect(profile.fit.distanceAfter.pitchSemitones < 0.5)
        #expect(profile.fit.distanceAfter.envelopeDb < 0.75 * profile.fit.distanceBefore.envelopeDb)
        // The same holds for words that the fitting never heard.
        let plain = try heard(SpokenFile("I would like to read you something quite different now.", voice: language))
        let cloned = try heard(SpokenFile("I would like to read you something quite different now.", profile: profile))
        let voice = try #require(profile.sample.voice)
        #expect(voice.distance(to: cloned).pitchSemitones < 2)
        #expect(voice.distance(to: cloned).envelopeDb < voice.distance(to: plain).envelopeDb)
    }

    private func heard(_ spoken: SpokenFile) throws -> VoicePrint {
        try #require(try HeardVoice(of: spoken.path).voice)
    }

    @Test func `the clone speaks other languages and keeps its pitch`() throws {
        let recordings = Recordings()
        let profile = try VoiceCloner()
            .clone(
                sample: try recordings.speech("en-us+f3"), statement: nil, name: nil, language: "en-us",
                folder: recordings.path
            ).profile

        let chinese = try SpokenFile("你好，世界。今天天气很好！我们去公园走一走吧。", voice: "cmn", profile: profile)

        let voice = try #require(profile.sample.voice)
        #expect(voice.distance(to: try heard(chinese)).pitchSemitones < 4)
    }

    @Test func `a profile survives being written and read`() throws {
        let recordings = Recordings()
        let profile = try VoiceCloner()
            .clone(
                sample: try recordings.speech("en-us+m3"), statement: nil, name: "Ж", language: "en-us",
                folder: recordings.path
            ).profile
        let path = recordings.path + "/voice.json"

        try JSONEncoder().encode(profile).write(to: URL(fileURLWithPath: path))

        #expect(try VoiceProfile(reading: path) == profile)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: recordings.path).sorted() == [
                "sample.wav", "voice.json",
            ])
    }

    @Test(arguments: [
        ("aevalsrc=0:d=10", "silent_sample", "-50"), ("sine=220:d=10", "no_speech_in_sample", "15"),
        ("anoisesrc=d=10:a=0.3", "no_speech_in_sample", "15"),
    ])
    func `what is no speech is refused with what was measured`(source: String, code: String, limit: String) throws {
        let recordings = Recordings()
        let sample = try recordings.ffmpeg(["-f", "lavfi", "-i", source], "sample.wav")

        let error = refusal(of: sample)

        #expect(error?.code == code && error?.message.contains(limit) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("atrim=end=4", "sample_too_short", "at least 5 s"),
        ("volume=20dB", "sample_clipped", "at most 5 %"),
        ("volume=20dB,aformat=sample_fmts=s16,volume=-12dB", "sample_clipped", "at most 5 %"),
    ])
    func `a sample that is too bad is refused with the limit`(filter: String, code: String, limit: String) throws {
        let sample = try Recordings().keeping { try $0.speech("en-us", filter) }

        let error = refusal(of: sample.path)

        #expect(error?.code == code && error?.message.contains(limit) == true, "\(String(describing: error))")
    }

    @Test func `a sample with much noise is refused with its distance from the speech`() throws {
        let recordings = Recordings()
        let speech = try recordings.speech("en-us", as: "clean.wav")
        let mix = "anoisesrc=r=22050:a=0.4:c=pink[n];[0][n]amix=2:duration=first:normalize=0,volume=-6dB"
        let sample = try recordings.ffmpeg(["-i", speech, "-filter_complex", mix], "noisy.wav")

        let error = refusal(of: sample)

        #expect(
            error?.code == "sample_too_noisy" && error?.message.contains("12 dB") == true,
            "\(String(describing: error))")
    }

    private static let assets = Assets.located(in: ProcessInfo.processInfo.environment)
    private let careful = VoiceCloner(care: SampleCare(assets: assets, cache: nil))

    @Test func `noise is taken out of a sample where that helps, and it is said`() throws {
        let recordings = Recordings()
        let speech = try recordings.speech("en-us", as: "clean.wav")
        let mix = "anoisesrc=r=22050:a=0.35:c=pink[n];[0][n]amix=2:duration=first:normalize=0,volume=-6dB"
        let sample = try recordings.ffmpeg(["-i", speech, "-filter_complex", mix], "noisy.wav")

        #expect(refusal(of: sample)?.code == "sample_too_noisy")
        #expect(try careful.check(sample: sample, statement: nil).warnings.map(\.code) == ["sample_denoised"])
    }

    @Test func `speech without a pause, as broadcasts have it, is no noise`() throws {
        let recordings = Recordings()
        let tight =
            "silenceremove=stop_periods=-1:stop_duration=0.02:stop_threshold=-35dB,acompressor=threshold=0.03:ratio=9"
        let sample = try recordings.speech("en-us", tight)

        #expect(refusal(of: sample)?.code == "sample_too_noisy")
        #expect(try careful.check(sample: sample, statement: nil).warnings.isEmpty)
    }

    @Test func `a sample of two people is refused`() throws {
        let recordings = Recordings()
        let (one, other) = (try recordings.speech("en-us", as: "1.wav"), try recordings.speech("de+f3", as: "2.wav"))
        let both = try recordings.ffmpeg(
            ["-i", one, "-i", other, "-filter_complex", "[0][1]concat=n=2:v=0:a=1"], "both.wav")

        #expect {
            try careful.check(sample: both, statement: nil)
        } throws: {
            ($0 as? VoiceError)?.code == "several_speakers"
        }
        #expect(try careful.check(sample: one, statement: nil).warnings.isEmpty)
    }

    @Test func `quiet, compressed and stereo recordings are taken`() throws {
        let recordings = Recordings()
        let speech = try recordings.speech("en-us", "volume=-20dB,aresample=48000,aformat=channel_layouts=stereo")
        let sample = try recordings.ffmpeg(["-i", speech, "-b:a", "64k"], "sample.mp3")

        #expect(try VoiceCloner().check(sample: sample, statement: nil).seconds > 0)
    }

    @Test func `pictures and broken files are refused`() throws {
        let recordings = Recordings()
        let picture = try recordings.ffmpeg(["-f", "lavfi", "-i", "color=s=64x64", "-frames:v", "1"], "a.png")
        let broken = recordings.path + "/broken.wav"
        try Data("RIFF\u{4}\u{0}\u{0}\u{0}WAVEfmt ".utf8).write(to: URL(fileURLWithPath: broken))

        #expect(refusal(of: picture)?.code == "unsupported_media")
        #expect(refusal(of: broken)?.code == "unsupported_media")
        #expect(refusal(of: recordings.path + "/none.wav")?.code == "unsupported_media")
    }

    private func refusal(of sample: String) -> VoiceError? {
        do {
            _ = try VoiceCloner().check(sample: sample, statement: nil)
            return nil
        } catch {
            return error
        }
    }
}

@Suite struct ConsentTests {
    @Test func `a statement by the same voice is near the sample, one by another voice is not`() throws {
        let recordings = Recordings()
        let sample = try recordings.speech("en-us+f3")
        let same = try SpokenFile(
            "I agree that a draft of my voice is made. Today's word is green harbour.", voice: "en-us+f3")
        let other = try SpokenFile(
            "I agree that a draft of my voice is made. Today's word is green harbour.", voice: "en-us")

        #expect(try VoiceCloner().check(sample: sample, statement: same.path).warnings.isEmpty)
        let doubts = try VoiceCloner().check(sample: sample, statement: other.path).warnings
        #expect(doubts.count == 1 && doubts[0].message.contains("semitones"))
    }

    @Test func `a statement without speech, or of one word, is told`() throws {
        let recordings = Recordings()
        let sample = try recordings.speech("en-us")
        let hum = try recordings.ffmpeg(["-f", "lavfi", "-i", "sine=120:d=5"], "hum.wav")
        let word = try SpokenFile("Absolutely agreed", voice: "en-us")

        #expect(
            try VoiceCloner().check(sample: sample, statement: hum).warnings.map(\.code) == ["statement_silent"])
        #expect(
            try VoiceCloner().check(sample: sample, statement: word.path).warnings.contains {
                $0.code == "statement_length"
            }
        )
    }
}

@Suite struct ProfileTests {
    @Test(arguments: [
        ("{}", "not a profile"), ("[1]", "not a profile"),
        ("{\"format\":\"greenroom-voice\",\"version\":2}", "version is 2"),
        ("{\"format\":\"greenroom-voice\",\"version\":1}", "missing"),
    ])
    func `a file that is no profile is refused`(text: String, reason: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/p.json"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))

        #expect {
            try VoiceProfile(reading: path)
        } throws: {
            let error = $0 as? VoiceError
            return error?.code == "invalid_profile" && error?.message.contains(reason) == true
        }
    }

    @Test(arguments: [
        ("\"formants\":1", "\"formants\":9"), ("\"pitch_hz\":[100,140]", "\"pitch_hz\":[140,100]"),
        ("\"pitch_hz\":[100,140]", "\"pitch_hz\":[100]"), ("\"tone\":[200,", "\"tone\":[900,"),
        ("\"rate\":1", "\"rate\":99"), ("\"variant\":\"f2\"", "\"variant\":\"../../etc/passwd\""),
        ("\"language\":\"en-us\"", "\"language\":\"../x\""),
    ])
    func `a profile with values nobody measured is refused`(good: String, bad: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/p.json"
        try Data(Self.profile.utf8).write(to: URL(fileURLWithPath: path))
        _ = try VoiceProfile(reading: path)

        #expect(Self.profile.contains(good))
        try Data(Self.profile.replacingOccurrences(of: good, with: bad).utf8).write(to: URL(fileURLWithPath: path))

        #expect { try VoiceProfile(reading: path) } throws: {
            ["invalid_profile", "unknown_voice"].contains(($0 as? VoiceError)?.code)
        }
    }

    private static let voice =
        "{\"pitch_hz\":120,\"pitch_spread_semitones\":2,\"syllables_per_second\":4,\"envelope_db\":[0]}"
    private static let distance = "{\"pitch_semitones\":1,\"envelope_db\":2}"
    static let profile = """
        {"format":"greenroom-voice","version":1,"quality":"draft","language":"en-us","shape":{"variant":"f2",\
        "pitch_hz":[100,140],"formants":1,"rate":1,"tone":[200,160,130,110,110,110]},"sample":{"seconds":9,\
        "speech_seconds":8,"peak_db":-9,"speech_db":-12,"noise_db":-60,"signal_to_noise_db":48,"clipped_share":0,\
        "voiced_share":0.6},"fit":{"before":\(voice),"after":\(voice),"distance_before":\(distance),\
        "distance_after":\(distance)}}
        """
}

extension Recordings {
    /// The recording and what keeps its folder alive.
    fileprivate func keeping(_ make: (Recordings) throws -> String) throws -> (path: String, keeper: Recordings) {
        (try make(self), self)
    }
}
