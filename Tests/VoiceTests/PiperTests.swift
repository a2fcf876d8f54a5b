import Foundation
import Synchronization
import Testing
import Voice

/// A folder with a voice of Piper's, and a program that takes exactly the arguments piper takes
/// (`Tests/Fixtures/piper`): the voices themselves are too large for a test.
private struct NeuralVoices {
    let folder: TemporaryFolder
    let voices: Voices

    static let program = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/piper").path

    init(program: String? = Self.program) throws {
        folder = try TemporaryFolder()
        voices = Voices(piper: .init(folder: folder.path, program: program))
        try add("en_US-test-low", rate: 16_000, language: "en-us")
    }

    func add(_ name: String, rate: Int, language: String) throws {
        let configuration = """
            {"audio":{"sample_rate":\(rate)},"espeak":{"voice":"\(language)"},"inference":{"length_scale":1},
             "language":{"code":"en_US","name_english":"English"},"num_speakers":1}
            """
        try write("not a network", name + ".onnx")
        try write(configuration, name + ".onnx.json")
    }

    func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
    }
}

@Suite(.timeLimit(.minutes(1))) struct PiperTests {
    @Test func `a voice file in the folder is listed and speaks`() throws {
        let neural = try NeuralVoices()

        let listed = try neural.voices.list()
        let spoken = try SpokenFile(
            "Hello there. How are you today?", voice: "piper:en_US-test-low", voices: neural.voices)

        #expect(listed.first?.id == "piper:en_US-test-low" && listed.first?.kind == .neural)
        #expect(spoken.speech.sampleRate == 16_000 && !spoken.speech.isExact)
        #expect(spoken.speech.words.map(\.word) == ["Hello", "there", "How", "are", "you", "today"])
        // The stand-in's tone lasts as long as the text is; words lie inside it, the pause between is silent.
        let there = try #require(spoken.speech.words.first { $0.word == "there" })
        let how = try #require(spoken.speech.words.first { $0.word == "How" })
        #expect(abs(there.end - (0.1 + 0.06 * 12)) < 0.03)
        #expect(abs(how.start - (0.1 + 0.06 * 12 + 0.1 + 0.35 + 0.1)) < 0.03)
        #expect(spoken.level(there.end + 0.1, how.start - 0.1) < 0.003)
        for word in spoken.speech.words { #expect(spoken.level(word.start, word.end) > 0.02) }
    }

    @Test func `piper is told the rate`() throws {
        let neural = try NeuralVoices()

        let plain = try SpokenFile("Good morning to you", voice: "piper:en_US-test-low", voices: neural.voices)
        let fast = try SpokenFile("Good morning to you", voice: "piper:en_US-test-low", rate: 2, voices: neural.voices)

        #expect(fast.speech.seconds < plain.speech.seconds * 0.7)
    }

    @Test func `what piper cannot say is left out instead of ending it`() throws {
        let neural = try NeuralVoices()

        let spoken = try SpokenFile("One.\n\n\u{200B}\n\nTwo.", voice: "piper:en_US-test-low", voices: neural.voices)

        #expect(spoken.speech.words.map(\.word) == ["One", "Two"])
    }

    @Test func `a piper that breaks is told with its last words and leaves nothing behind`() throws {
        let neural = try NeuralVoices()
        let folder = try TemporaryFolder()

        #expect {
            try Synthesiser(voices: neural.voices)
                .speak(
                    SpeechOrder(text: "Fine. Now crash.", voice: "piper:en_US-test-low"), to: folder.path + "/a.wav",
                    marks: [:])
        } throws: {
            let error = $0 as? VoiceError
            return error?.code == "engine_broken" && error?.message.contains("the network is broken") == true
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a piper that hangs is ended when the task is called off`() throws {
        let neural = try NeuralVoices()
        let folder = try TemporaryFolder()
        let asked = Mutex<ContinuousClock.Instant?>(nil)
        let began = ContinuousClock.now
        let synthesiser = Synthesiser(
            voices: neural.voices,
            isCancelled: {
                guard ContinuousClock.now - began > .seconds(0.5) else { return false }
                asked.withLock { $0 = $0 ?? .now }
                return true
            })

        #expect(throws: VoiceError.cancelled) {
            try synthesiser.speak(
                SpeechOrder(text: "Please hang.", voice: "piper:en_US-test-low"), to: folder.path + "/a.wav",
                marks: [:])
        }

        #expect(try #require(asked.withLock { $0 }).duration(to: .now) < .seconds(1))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test(arguments: [
        ("piper:none", "unknown_voice"), ("piper:broken", "invalid_voice"), ("piper:silly", "invalid_voice"),
    ])
    func `a voice whose files are missing or wrong is refused`(voice: String, code: String) throws {
        let neural = try NeuralVoices()
        try neural.write("x", "broken.onnx")
        try neural.write("{\"audio\":", "broken.onnx.json")
        try neural.add("silly", rate: 1, language: "en")

        #expect {
            try Synthesiser(voices: neural.voices).check(SpeechOrder(text: "a", voice: voice))
        } throws: {
            ($0 as? VoiceError)?.code == code
        }
        #expect(try neural.voices.list().filter { $0.kind == .neural }.count == 1)
    }

    @Test func `without the program its voices are not offered and asking says what to install`() throws {
        let neural = try NeuralVoices(program: nil)

        #expect(try neural.voices.list().allSatisfy { $0.kind == .formant })
        #expect {
            try Synthesiser(voices: neural.voices).check(SpeechOrder(text: "a", voice: "piper:en_US-test-low"))
        } throws: {
            let error = $0 as? VoiceError
            return error?.code == "engine_unavailable" && error?.message.contains("GREENROOM_PIPER") == true
        }
    }

    @Test func `a program that does not start is told`() throws {
        let neural = try NeuralVoices(program: "/nonexistent/piper")

        #expect { try SpokenFile("Hi", voice: "piper:en_US-test-low", voices: neural.voices) } throws: {
            ($0 as? VoiceError)?.code == "engine_unavailable"
        }
    }
}
