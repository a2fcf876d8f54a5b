import Foundation
import Media
import Synchronization
import Testing

@testable import Voice

@Suite struct SynthesiserTests {
    @Test func `words and sounds are told when they are heard`() throws {
        let spoken = try SpokenFile("Papa came home. Mama waited, then (at last) she slept.")

        let words = spoken.speech.words
        #expect(words.map(\.word) == ["Papa", "came", "home", "Mama", "waited", "then", "at", "last", "she", "slept"])
        #expect(
            zip(words, words.dropFirst()).allSatisfy { $0.end <= $1.start } && words.allSatisfy { $0.start < $0.end })
        for word in words { #expect(spoken.level(word.start, word.end) > 0.02, "\(word.word) is silent") }
        let sounds = spoken.speech.phonemes
        #expect(sounds.first?.start == 0 && sounds.last?.end == spoken.speech.seconds)
        #expect(zip(sounds, sounds.dropFirst()).allSatisfy { $0.end == $1.start })
        let home = try #require(words.first { $0.word == "home" })
        let mama = try #require(words.first { $0.word == "Mama" })
        #expect(spoken.level(home.end + 0.05, mama.start - 0.02) < 0.003, "the pause between sentences is not silent")
        let lips = sounds.filter { $0.start >= mama.start && $0.end <= mama.end }.map(\.phoneme)
        #expect(lips.filter { $0 == .m }.count == 2)
    }

    @Test func `timings have the length of the file`() throws {
        let spoken = try SpokenFile("One. Two. Three.")

        #expect(abs(Double(spoken.samples.count) / Double(spoken.speech.sampleRate) - spoken.speech.seconds) < 0.001)
        let facts = try MediaFacts.probe(path: spoken.path)
        #expect(abs((facts.durationMs ?? 0) - Int(spoken.speech.seconds * 1000)) <= 2)
    }

    @Test(arguments: [
        "<speak>Hello <break time=\"9s\"/></speak>", "[[h@l'oU]]", "&lt;b&gt; &#0;", "😀 👩‍👩‍👧 🏳️‍🌈", "\u{1}90P \u{1B}[31m red",
        "ﷺ ͣͣͣ Z̸̡̧a̶l̵g̷o̶", "1,234,567.89 € 50 % @ #", "\u{202E}abc", "🇩🇪", "٣٤٥",
    ])
    func `what looks like markup or is odd is spoken, not obeyed`(text: String) throws {
        let spoken = try SpokenFile(text + " end")

        #expect(spoken.speech.words.last?.word == "end")
        #expect(spoken.speech.seconds < 20)
    }

    @Test func `markup is not a pause`() throws {
        let marked = try SpokenFile("One <break time=\"9s\"/> two")

        #expect(marked.speech.words.contains { $0.word.contains("break") })
        #expect(marked.speech.seconds < 7)
    }

    @Test(arguments: [
        ("fr", "Bonjour à tous."), ("de", "Guten Tag."), ("cmn", "你好，世界。今天天气很好！"), ("zh", "你好。"),
        ("es-mx", "Buenos días."), ("ja", "こんにちは。"), ("ar", "مرحبا بالعالم"), ("hi", "नमस्ते दुनिया।"), ("pt-ao", "Bom dia."),
        ("ru", "Привет, мир."), ("EN_us", "Good morning."),
    ])
    func `a language is found by its tag and speaks`(voice: String, text: String) throws {
        let spoken = try SpokenFile(text, voice: voice)

        #expect(spoken.speech.phonemes.filter { $0.phoneme != .silence }.count >= 4)
        #expect(spoken.level(0, spoken.speech.seconds) > 0.02)
    }

    @Test func `Mandarin is read as Pinyin, not spelt in English`() throws {
        let spoken = try SpokenFile("你好", voice: "espeak:cmn")

        // Debian's plain voice says "nee three how three".
        #expect(spoken.speech.seconds < 1.2)
        #expect(!spoken.speech.phonemes.contains { $0.phoneme == .t || $0.phoneme == .r })
    }

    @Test(arguments: [("en-us", "Good morning, everybody. This is the news of the day."), ("cmn+f3", "你好，世界。今天天气很好！")])
    func `speech has the loudness of broadcasts and no peak beyond its ceiling`(voice: String, text: String) throws {
        let spoken = try SpokenFile(text, voice: voice)

        let gauge = try LoudnessGauge(rate: spoken.speech.sampleRate)
        try gauge.add(spoken.samples)
        let loudness = try gauge.finish()
        #expect(abs(loudness.integrated - -16) < 1)
        #expect(loudness.truePeak <= -1.5)
    }

    @Test func `sentences are joined without clicks`() throws {
        let spoken = try SpokenFile("Ah! Ah! Ah! Ah!")

        let ends = spoken.speech.phonemes.filter { $0.phoneme == .silence }
        for silence in ends {
            let at = Int(silence.start * Double(spoken.speech.sampleRate))
            let joint = spoken.samples[max(1, at - 4)..<min(at + 4, spoken.samples.count)]
            let jump = zip(joint, joint.dropFirst()).map { abs($0 - $1) }.max() ?? 0
            #expect(jump < 0.02)
        }
    }

    @Test(arguments: [-5.0, 4]) func `the pitch moves by the semitones that are asked for, and nothing else`(
        semitones: Double
    ) throws {
        let text = "The weather was fine this morning, so we walked along the river until we reached the old mill."
        let (plain, moved) = (try SpokenFile(text), try SpokenFile(text, pitch: semitones))

        #expect(moved.speech == plain.speech)
        let heard = try [plain, moved].map { try VoiceListener.listen(to: $0.path, isCancelled: { false }) }
        let pitches = try heard.map { try #require(HeardVoice($0).voice).pitchHz }
        #expect(abs(12 * log2(pitches[1] / pitches[0]) - semitones) < 0.8, "\(pitches)")
    }

    @Test(arguments: [-6.5, 7, .nan]) func `a pitch that is nobody's is refused`(pitch: Double) {
        #expect {
            try SpeechOrder(text: "Hello", voice: "en-us", pitch: pitch)
        } throws: {
            ($0 as? VoiceError)?.code == "invalid_pitch"
        }
    }

    @Test func `the rate changes the length and nothing of the text`() throws {
        let text = "The rate of speech is what it is asked to be."
        let (slow, plain, fast) = (
            try SpokenFile(text, rate: 0.5), try SpokenFile(text), try SpokenFile(text, rate: 2)
        )

        #expect(slow.speech.seconds > plain.speech.seconds * 1.6)
        #expect(fast.speech.seconds < plain.speech.seconds * 0.65)
        #expect(slow.speech.words.map(\.word) == fast.speech.words.map(\.word))
    }

    @Test(arguments: [0.49, 2.01, .nan, .infinity, -1])
    func `a rate nobody could follow is refused`(rate: Double) {
        #expect {
            try SpeechOrder(text: "Hello", voice: "en-us", rate: rate)
        } throws: {
            ($0 as? VoiceError)?.code == "invalid_rate"
        }
    }

    @Test func `the file says that a machine made it`() throws {
        let marks = ["ai_generated": "true", "task_id": "t-1", "comment": "AI-generated speech: größer als 1."]
        let spoken = try SpokenFile("Hello.", marks: marks)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffprobe")
        process.arguments = ["-v", "error", "-show_entries", "format_tags", "-of", "json", spoken.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        struct Told: Decodable {
            struct Format: Decodable { let tags: [String: String] }
            let format: Format
        }
        #expect(try JSONDecoder().decode(Told.self, from: said).format.tags == marks)
    }

    @Test func `work that is called off ends at once and leaves nothing behind`() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "This goes on and on and never stops. ", count: 2000)
        let started = Mutex<ContinuousClock.Instant?>(nil)
        let synthesiser = Synthesiser(
            voices: Voices(),
            report: { _, progress in if progress > 0.002 { started.withLock { $0 = $0 ?? .now } } },
            isCancelled: { started.withLock { $0 != nil } })

        #expect(throws: VoiceError.cancelled) {
            try synthesiser.speak(SpeechOrder(text: text, voice: "en-us"), to: folder.path + "/a.wav", marks: [:])
        }

        let asked = try #require(started.withLock { $0 })
        #expect(asked.duration(to: .now) < .seconds(1))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `progress only rises and ends at 1`() throws {
        let folder = try TemporaryFolder()
        let said = Mutex<[Double]>([])

        _ = try Synthesiser(voices: Voices(), report: { _, progress in said.withLock { $0.append(progress) } })
            .speak(SpeechOrder(text: "One. Two. Three.", voice: "en"), to: folder.path + "/a.wav", marks: [:])

        let progress = said.withLock { $0 }
        #expect(progress == progress.sorted() && progress.count >= 4)
        #expect(abs((progress.last ?? 0) - 1) < 1e-9)
    }

    @Test func `what no voice can say is refused, not turned into silence`() {
        #expect { try SpokenFile("\u{200B}\u{FEFF}\u{200D}") } throws: { ($0 as? VoiceError)?.code == "nothing_to_say" }
    }

    @Test func `a folder that cannot be written is told`() throws {
        #expect {
            try Synthesiser(voices: Voices())
                .speak(SpeechOrder(text: "Hi", voice: "en"), to: "/proc/none/a.wav", marks: [:])
        } throws: {
            ($0 as? VoiceError)?.code == "write_failed"
        }
    }
}

@Suite struct VoicesTests {
    @Test func `more than a hundred languages speak, each with a man's and a woman's voice`() throws {
        let voices = try Voices().list()

        #expect(Set(voices.map(\.language)).count > 100)
        #expect(Set(voices.map(\.id)).count == voices.count)
        #expect(voices.contains { $0.id == "espeak:en-us" && $0.name == "English (America)" && $0.gender == .male })
        for language in Set(voices.map(\.language)) {
            #expect(Set(voices.filter { $0.language == language }.map(\.gender)).isSuperset(of: [.male, .female]))
        }
    }

    @Test func `every listed voice can speak`() throws {
        for voice in try Voices().list() {
            let check = try Synthesiser(voices: Voices()).check(
                SpeechOrder(text: "a", voice: voice.id))
            #expect(check.seconds > 0)
        }
    }

    @Test(arguments: ["xx", "en-us+f99", "klingon"])
    func `a voice that is not there is refused by name`(voice: String) {
        #expect {
            try Synthesiser(voices: Voices()).check(
                SpeechOrder(text: "a", voice: voice))
        } throws: {
            ($0 as? VoiceError)?.code == "unknown_voice"
        }
    }

    @Test(arguments: [("en-us", "今天天气很好"), ("cmn", "Привет, мир"), ("el+f3", "नमस्ते दुनिया")])
    func `what a voice cannot read is read by one that can`(voice: String, text: String) throws {
        let warnings = try Synthesiser(voices: Voices()).check(SpeechOrder(text: text, voice: voice)).warnings

        #expect(warnings.isEmpty)
        #expect(try SpokenFile(text, voice: voice).speech.seconds > 0.5)
    }

    @Test func `kanji are never spelt: without the pack that reads them the text is refused before the work`() {
        #expect {
            try Synthesiser(voices: Voices()).check(SpeechOrder(text: "日本語を話す", voice: "ja"))
        } throws: {
            ($0 as? VoiceError)?.code == "pack_needed"
        }
    }

    @Test(arguments: [("cmn", "今天天气很好"), ("ja", "こんにちは"), ("ru", "Привет"), ("en-us", "Hello 今"), ("de", "Grüße")])
    func `a text in the voice's script gives no warning`(voice: String, text: String) throws {
        let long = text + String(repeating: " Hello", count: 4)

        #expect(try Synthesiser(voices: Voices()).check(SpeechOrder(text: long, voice: voice)).warnings.isEmpty)
    }
}
