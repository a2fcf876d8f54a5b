import Foundation
import Inference
import Testing

@testable import Voice

/// What is understood of a recording: a consent that was never given must not pass, subtitles must be where they are said.
@Suite struct RecognitionTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let assets = Assets.located(in: environment)
    private static let isInstalled = Whisper.isInstalled(in: assets)
    private static let voices = Voices(natural: .init(assets: Assets(folder: assets.folder), cache: nil))
    private static let sentence = "agree that my voice is cloned with Greenroom. My code is ."

    @Test(arguments: [
        ("I, Kim Lee, agree that my voice is cloned with green room. My code is 481516.", CodeLanguage.english),
        ("I Kim Lee agree that my voice is clone with Greenroom my code is four eight one five one six", .english),
        ("我王小明,同意用Greenroom客隆我的声音,我的代码是481516。", .chinese),
        ("私田中はグリーンルームで私の声を複製することに同意します。私のコードは481516です。", .japanese),
    ])
    func `a statement is clear whoever says it and however its name is spelt`(heard: String, language: CodeLanguage) {
        let found = SpokenSentence(heard: heard, sentence: Self.sentence(in: language), language: language)

        #expect(found.isClear, "\(found)")
    }

    @Test(arguments: [
        ("I, Kim Lee, do not agree that my voice is cloned with Greenroom. My code is 481516.", CodeLanguage.english),
        ("I, Kim Lee, disagree that my voice is cloned with Greenroom. My code is 481516.", .english),
        ("I, Kim Lee, agree that my face is cloned with Greenroom. My code is 481516.", .english),
        ("My code is 481516.", .english), ("", .english),
        ("Nice weather today, so we went to the river. My code is 481516.", .english),
        ("我王小明，不同意用Greenroom克隆我的声音。我的代码是481516。", .chinese),
        ("我的代码是481516。", .chinese),
        ("私田中はGreenroomで私の声を複製することに同意しません。私のコードは481516です。", .japanese),
    ])
    func `a statement that is another, or half of it, is not clear`(heard: String, language: CodeLanguage) {
        let found = SpokenSentence(heard: heard, sentence: Self.sentence(in: language), language: language)

        #expect(!found.isClear, "\(found)")
    }

    private static func sentence(in language: CodeLanguage) -> String {
        switch language {
        case .english: sentence
        case .chinese: "，同意用 Greenroom 克隆我的声音。我的代码是 。"
        case .japanese: "は、Greenroom で私の声を複製することに同意します。私のコードは  です。"
        }
    }

    @Test(arguments: [("My code is 48 15 17.", 5), ("我的代码是四八一五一六。", 6), ("Flat 3. My code is 481516.", 6), ("", 0)])
    func `a code that was written down counts by its last digits`(text: String, agreeing: Int) {
        let found = SpokenCode.Finding(written: text, expected: "481516", denoised: false)

        #expect(found.agreeing == agreeing && (found.heard == nil) == text.isEmpty)
    }

    @Test func `words begin where blanks stand, and keep the marks behind them`() {
        let pieces = [(" I", 0.2), (",", 0.6), (" cl", 0.8), ("oned", 1.1), (".", 1.5)].map { text, end in
            Transcript.Piece(bytes: Array(text.utf8), end: end)
        }

        let found = Transcript(pieces: pieces, language: "en")

        #expect(found.text == "I, cloned.")
        #expect(found.words.map(\.start) == [0, 0.6] && found.words.map(\.end) == [0.2, 1.1])
        #expect(found.places == [0..<2, 3..<10])
    }

    @Test func `a letter whose bytes come in pieces is one, and scripts without blanks get none`() {
        let split = Array("码".utf8)
        let pieces = [
            Transcript.Piece(bytes: Array("代".utf8), end: 1), .init(bytes: Array(split.prefix(1)), end: 1.2),
            .init(bytes: Array(split.dropFirst()), end: 1.3), .init(bytes: Array("。".utf8), end: 1.6),
        ]

        let found = Transcript(pieces: pieces, language: "zh")

        #expect(found.text == "代码。" && found.words.map(\.text) == ["代", "码。"])
        #expect(found.words.last?.start == 1 && found.words.last?.end == 1.3)
    }

    @Test func `words keep out of pauses, and what is heard at once is no longer than the model hears`() {
        let words = [(0.4, 1.6), (1.6, 2.5), (2.5, 2.9)].map {
            Transcript.Word(text: "a", start: $0.0, end: $0.1, isApart: true)
        }

        let placed = RecordingTranscriber.placed(words, in: [0.5...1.2, 2...3], after: 0)

        #expect(placed.map(\.start) == [0.5, 2, 2.5] && placed.map(\.end) == [1.2, 2.5, 2.9])
        #expect(
            RecordingTranscriber.chunks(of: [0...10, 12...20, 21...29, 30...70, 71...72])
                == [0...20, 21...29, 30...70, 71...72])
    }

    @Test func `without the pack a consent is heard as far as it goes, and what is missing is said`() throws {
        let folder = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.assets.folder) where !name.hasPrefix(".") {
            guard name != "recognition" else { continue }
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/" + name, withDestinationPath: Self.assets.folder + "/" + name)
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/recognition", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/recognition/en-us",
            withDestinationPath: Self.assets.folder + "/recognition/en-us")
        let spoken = try SpokenFile(
            "I, Kim Lee, \(Self.sentence.dropLast())4 8 1 5 1 6.", voice: "hibari:heart", voices: Self.voices)

        let found = try ConsentListener(assets: Assets(folder: folder.path), cache: nil).hear(
            spoken.path, code: "481516", language: .english, sentence: Self.sentence)

        #expect(found.code?.agreeing ?? 0 >= 5)
        #expect(found.sentence == nil)
        #expect(found.missing["sentence"]?.contains("greenroom assets add recognition") == true)
    }

    @Test(.enabled(if: isInstalled))
    func `a statement that is spoken is understood, and its contrary too`() throws {
        let listener = ConsentListener(assets: Self.assets, cache: nil)
        func hear(_ text: String) throws -> ConsentHearing {
            let spoken = try SpokenFile(text, voice: "hibari:heart", voices: Self.voices)
            return try listener.hear(spoken.path, code: "481516", language: .english, sentence: Self.sentence)
        }

        let right = try hear("I, Kim Lee, agree that my voice is cloned with Greenroom. My code is 4 8 1 5 1 6.")
        let wrong = try hear("I, Kim Lee, do not agree that my voice is cloned. My code is 4 8 1 5 1 6.")

        #expect(right.sentence?.isClear == true && right.missing.isEmpty, "\(right)")
        #expect(right.models["sentence"] == Whisper.version)
        #expect(wrong.sentence?.isClear == false && wrong.sentence?.contrary == ["not"], "\(wrong)")
    }

    @Test(.enabled(if: isInstalled))
    func `words are where they are said`() throws {
        let spoken = try SpokenFile(
            "The weather was fine this morning, so we walked along the river until we reached the old mill.",
            voice: "hibari:heart", voices: Self.voices)
        let sound = try RecordedSound(of: spoken.path, longest: 60)

        let found = try Whisper(Self.assets, threads: 2).listen(to: sound.samples[...], language: nil)

        #expect(found.language == "en")
        #expect(found.words.count == spoken.speech.words.count, "\(found.text)")
        let off = zip(found.words, spoken.speech.words).map { abs($0.end - $1.end) }.sorted()
        // The word before a pause may seem to end with it.
        #expect(off[off.count / 2] < 0.08 && off[off.count * 9 / 10] < 0.2, "\(off)")
    }
}
