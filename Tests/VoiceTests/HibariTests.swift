import Foundation
import Inference
import Testing

@testable import Voice

/// The natural English voice. Its model is among the basic assets, which the tests have.
@Suite struct HibariTests {
    private static let voices = Voices(
        natural: .init(
            assets: Assets(folder: Assets.located(in: ProcessInfo.processInfo.environment).folder), cache: nil))

    @Test func `English is spoken by the natural voice when nobody says otherwise`() throws {
        let spoken = try SpokenFile("Good morning, everyone.", voices: Self.voices)

        #expect(spoken.speech.sampleRate == 24_000 && spoken.speech.isExact)
        #expect(try Self.voices.list().first?.id == "hibari:heart")
    }

    @Test func `words and sounds are told when they are heard`() throws {
        let spoken = try SpokenFile("Papa came home. Mama waited, then (at last) she slept.", voices: Self.voices)

        let words = spoken.speech.words
        #expect(words.map(\.word) == ["Papa", "came", "home", "Mama", "waited", "then", "at", "last", "she", "slept"])
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.end <= $1.start + 1e-6 && $0.start < $0.end })
        for word in words { #expect(spoken.level(word.start, word.end) > 0.01, "\(word.word) is silent") }
        let sounds = spoken.speech.phonemes
        #expect(sounds.first?.start == 0 && sounds.last?.end == spoken.speech.seconds)
        #expect(zip(sounds, sounds.dropFirst()).allSatisfy { $0.end == $1.start })
        let home = try #require(words.first { $0.word == "home" })
        let mama = try #require(words.first { $0.word == "Mama" })
        let pause = mama.start - home.end
        #expect((0.2...0.9).contains(pause), "the pause between sentences is \(pause) s")
        let lips = sounds.filter { $0.start >= mama.start - 0.01 && $0.end <= mama.end + 0.01 }.map(\.phoneme)
        #expect(lips.filter { $0 == .m }.count == 2)
    }

    @Test func `it speaks at about the rate of a person reading aloud`() throws {
        let text =
            "The quick brown fox jumps over the lazy dog while the sun sets slowly behind the old stone mill, "
            + "and nobody in the village below looks up from the long table where the soup is growing cold."
        let spoken = try SpokenFile(text, voices: Self.voices)
        let slow = try SpokenFile(text, rate: 0.75, voices: Self.voices)

        let perMinute = Double(spoken.speech.words.count) / spoken.speech.seconds * 60
        #expect((130...200).contains(perMinute), "\(perMinute) words a minute")
        #expect((1.15...1.55).contains(slow.speech.seconds / spoken.speech.seconds))
    }

    @Test func `the same text sounds the same every time`() throws {
        let once = try SpokenFile("Twice the same. And once more.", voices: Self.voices)
        let again = try SpokenFile("Twice the same. And once more.", voices: Self.voices)

        #expect(once.samples == again.samples && once.speech == again.speech)
    }

    @Test func `a sentence longer than the model takes is spoken whole`() throws {
        let text = (1...70).map { "word\($0 % 7)" }.joined(separator: " ")
        let spoken = try SpokenFile(text + " end.", voices: Self.voices)

        #expect(spoken.speech.words.last?.word == "end")
        #expect(spoken.speech.words.count == 71)
    }

    @Test(arguments: ["<speak>&lt;b&gt;</speak>", "😀 👩‍👩‍👧", "ﷺ Z̸̡̧a̶l̵g̷o̶", "½ € @ # 50 %", "今天 Привет"])
    func `odd text is spoken and ends nothing`(text: String) throws {
        let spoken = try SpokenFile(text + " end", voices: Self.voices)

        #expect(spoken.speech.words.last?.word == "end")
    }

    @Test func `without its model English is spoken by the basic voice, and asking for it says what to do`() throws {
        let bare = Voices(natural: .init(assets: Assets(folder: "/nowhere"), cache: nil))

        #expect(try SpokenFile("Hello.", voices: bare).speech.sampleRate != 24_000)
        #expect {
            try SpokenFile("Hello.", voice: "hibari:heart", voices: bare)
        } throws: {
            ($0 as? VoiceError)?.code == "engine_unavailable" && "\($0)".contains("packaging/assets")
        }
    }

    @Test func `every letter that eSpeak NG says in English reaches the model`() throws {
        let text =
            "Thirsty otters zigzag; the judge's yellow measure, a big vow: boy, how few churches sing aloud in here!"
        let reading = try EnglishReader()
            .read(Sentence(text: text, offset: 0, ending: .sentence), isCancelled: { false })

        let letters = String(String.UnicodeScalarView(reading.letters.map(\.scalar)))
        for sound in ["θ", "ʤ", "ʒ", "ŋ", "ʧ", "W", "Y", "ð", "ɹ", "j", "v", "ˈ", ";", ":", ",", "!"] {
            #expect(letters.contains(sound), "\(sound) is missing in \(letters)")
        }
        #expect(
            reading.letters.filter { $0.word != nil }.allSatisfy {
                !LetterMouths.shapes(at: $0.scalar).contains(.silence)
            })
    }
}
