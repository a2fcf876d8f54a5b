import Foundation
import Inference
import Testing

@testable import Voice

/// How Kana and Pinyin become letters; needs no pack.
@Suite struct ReaderTests {
    @Test(arguments: [
        ("コンニチワ", "koɲɲiʨiβa"), ("キョー", "kʲoː"), ("ガッコー", "ɡaʔkoː"), ("シンブン", "ɕimbɯɴ"), ("ジャ", "ʥa"), ("ティー", "tʲiː"),
    ])
    func `Kana sound as misaki spells them`(reading: String, letters: String) {
        #expect(Kana.letters(of: reading) == letters)
    }

    @Test(arguments: [
        ("zhong1", "ꭧʊ→ŋ"), ("guo2", "kwo↗"), ("ni3", "ni↓"), ("shi4", "ʂɨ↘"), ("lü4", "ly↘"), ("quan2", "ʨʰɥɛ↗n"),
        ("yue4", "ɥe↘"),
        ("liu2", "ljou↗"), ("gui4", "kwei↘"), ("yi1", "i→"), ("wo3", "wo↓"), ("er4", "ɚ↘"), ("de5", "tɤ"),
        ("yong3", "jʊ↓ŋ"), ("wu3", "u↓"),
        ("jun1", "ʨy→n"), ("yun2", "y↗n"),
    ])
    func `syllables sound as misaki spells them`(syllable: String, letters: String) {
        #expect(Pinyin.Syllable(numbered: syllable[...]).flatMap(PinyinLetters.letters) == letters)
    }

    @Test func `the mark over a vowel is its tone`() {
        #expect(Pinyin.Syllable(marked: "lǜ") == .init(sound: "lü", tone: 4))
        #expect(Pinyin.Syllable(marked: "de") == .init(sound: "de", tone: 5))
    }

    @Test func `every letter of the models has a mouth, or changes one`() {
        let silent: Set<Unicode.Scalar> = [
            ";", ":", ",", ".", "!", "?", "—", "…", "\"", "(", ")", "“", "”", " ",
        ]
        for letter in KokoroAlphabet.numbers.keys {
            let isSilent = LetterMouths.shapes(at: letter) == [.silence]
            #expect(isSilent == silent.contains(letter), "\(letter) (U+\(String(letter.value, radix: 16)))")
        }
    }

    @Test func `every sound of every basic voice has a mouth, or changes one`() throws {
        let text = "Abcdefghijklmnopqrstuvwxyz, 1 2 3 4 5 6 7 8 9 10 11 12 13 20 30 48 100 1000. 今日は あいうえお Привет 안녕"
        let voices = try EspeakVoices()
        // Stress, length, tones, breath and the like; and the names of languages.
        let marks = Set(
            "ˈˌːˑʰʲʷˠˤˀ˞̩̯̃̊̚͡^_|‖'%=*-̪̥̬̤̰̝̞̟̠̹̜̻̺̈̆˥˦˧˨˩↓↑→↗↘0123456789~.ⁿˡʼ̍?`[#\"ᵝ".unicodeScalars)
        var missing: [String: Set<Unicode.Scalar>] = [:]
        for language in voices.languages {
            let marks2 = try Espeak.withLibrary { (espeak) throws(VoiceError) in
                try EspeakTuning(source: .named(language.path), rate: 2).apply(to: espeak)
                return try EspeakRecorder(isCancelled: { false }).marks(
                    of: Sentence(text: text, offset: 0, ending: .sentence), with: espeak)
            }
            for sound in marks2.sounds where !sound.ipa.hasPrefix("(") {
                for scalar in sound.ipa.unicodeScalars
                where !marks.contains(scalar) && Phoneme.classes(ipa: String(scalar)).isEmpty {
                    missing[language.tag, default: []].insert(scalar)
                }
            }
        }
        #expect(missing.isEmpty, "\(missing.mapValues { $0.map { String($0) + "=" + String($0.value, radix: 16) } })")
    }
}

private enum InstalledPacks {
    static let assets = Assets.located(in: ProcessInfo.processInfo.environment)
    static let areThere = assets.holds(KokoroVoice.Language.japanese.files + KokoroVoice.Language.mandarin.files)
}

/// Natural voices of the packs, where they are installed.
@Suite(.enabled(if: InstalledPacks.areThere)) struct PackVoiceTests {
    private static let assets = InstalledPacks.assets
    private static let voices = Voices(natural: .init(assets: assets, cache: NSTemporaryDirectory() + "greenroom-ov"))

    @Test(arguments: [
        ("今日は良い天気ですね。", "kʲoːβa"), ("私は銀行へ行きます。", "ɡʲiŋkoː"), ("東京都", "toːkʲoː"), ("行こう。", "ikoː"),
    ])
    func `Kanji are read as words are said`(text: String, letters: String) throws {
        let reader = try JapaneseReader(Self.assets, english: EnglishReader())
        let reading = try reader.read(Sentence(text: text, offset: 0, ending: .sentence), isCancelled: { false })

        let read = String(String.UnicodeScalarView(reading.letters.map(\.scalar))).filter { $0 != " " }
        #expect(read.contains(letters), "\(read)")
    }

    @Test(arguments: [
        ("银行", "yin2 hang2"), ("重庆", "chong2 qing4"), ("还钱", "huan2 qian2"), ("我还有钱", "wo3 hai2 you3 qian2"),
        ("行长长大了", "hang2 zhang3 zhang3 da4 le5"), ("不是一个", "bu2 shi4 yi2 ge4"), ("你好", "ni2 hao3"),
        ("音乐很快乐", "yin1 yue4 hen3 kuai4 le4"),
    ])
    func `characters with several readings are read by what stands beside them`(text: String, syllables: String) throws
    {
        let words = try Pinyin(Self.assets).words(of: Array(text.unicodeScalars))

        let read = words.flatMap(\.syllables).map { $0.map { "\($0.sound)\($0.tone)" } ?? "?" }.joined(separator: " ")
        #expect(read == syllables)
    }

    @Test(arguments: [
        ("ja", "こんにちは。今日は2026年11月29日です。", 3...12.0), ("zh", "你好，今天是2026年11月29日。", 2.5...12.0),
        (nil as String?, "これは日本語の文です。", 1...6.0), (nil, "这是一个中文句子。", 1...6.0),
    ])
    func `a text is spoken by the voice that can read it`(
        language: String?, text: String, seconds: ClosedRange<Double>
    ) throws {
        let spoken = try SpokenFile(text, voice: language.map { "kokoro:\($0)-kumo" }, voices: Self.voices)

        #expect(spoken.speech.sampleRate == 24_000 && spoken.speech.isExact)
        #expect(seconds.contains(spoken.speech.seconds), "\(spoken.speech.seconds) s")
        let words = spoken.speech.words
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.end <= $1.start + 1e-6 && $0.offset < $1.offset })
        for word in words { #expect(spoken.level(word.start, word.end) > 0.005, "\(word.word) is silent") }
    }
}

/// What nothing on this machine can read is refused before work, with the pack that can; needs no pack.
@Suite struct UnreadableTextTests {
    private static let bare = Voices(natural: .init(assets: Assets(folder: "/nowhere"), cache: nil))

    private func code(_ text: String, _ voice: String?) -> String? {
        do throws(VoiceError) {
            _ = try Synthesiser(voices: Self.bare).check(SpeechOrder(text: text, voice: voice))
            return nil
        } catch {
            return "\(error.code) \(error.values["pack"].map { "\($0)" } ?? "")"
        }
    }

    @Test(arguments: [
        ("今日は良い天気です。", nil as String?), ("今日は良い天気です。", "espeak:ja"), ("今日は。", "hibari:heart"), ("漢字", "espeak:ja"),
        ("こんにちは", "kokoro:ja-kumo"),
    ])
    func `Kanji need the Japanese pack`(text: String, voice: String?) {
        let told = code(text, voice) ?? "nothing"
        #expect(told.hasPrefix("pack_needed") && told.contains("japanese") || voice == "hibari:heart", "\(told)")
    }

    @Test func `what a basic voice can read is read, with an offer`() throws {
        let check = try Synthesiser(voices: Self.bare).check(SpeechOrder(text: "今天天气很好。", voice: nil))

        #expect(check.warnings.map(\.code) == ["pack_offered"])
        #expect(code("Привет, мир.", nil) == nil)
        #expect(code("かな だけ", nil) == nil)
    }

    @Test func `a script in three languages is read by three voices, times and places kept`() throws {
        let text = "Hello there, Привет дорогой мир, and 안녕하세요 to all."
        let spoken = try SpokenFile(text, voice: "espeak:en-us")

        let words = spoken.speech.words
        #expect(words.map(\.word).contains("Привет") && words.map(\.word).contains("all"))
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.end <= $1.start + 1e-6 && $0.offset < $1.offset })
        for word in words {
            let scalars = Array(text.unicodeScalars)[word.offset..<word.offset + word.length]
            #expect(String(String.UnicodeScalarView(scalars)) == word.word)
        }
    }

    @Test(arguments: ["…!?", "。、！", "— – -"])
    func `only punctuation is nothing to say`(text: String) {
        #expect(throws: VoiceError.self) { try SpokenFile(text, voices: Self.bare) }
    }
}
