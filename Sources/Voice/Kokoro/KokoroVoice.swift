import Inference

/// A voice of the Kokoro packs: one person's style, in one of the languages that our readers know.
package struct KokoroVoice: Equatable, Sendable {
    enum Language: String, CaseIterable, Sendable {
        case japanese = "ja"
        case mandarin = "zh"
        case english = "en"

        /// Tag of the voices' language, as lists show it.
        var tag: String {
            switch self {
            case .japanese: "ja"
            case .mandarin: "cmn"
            case .english: "en-us"
            }
        }

        /// The pack that lets it be spoken.
        var pack: String {
            switch self {
            case .japanese: "japanese"
            case .mandarin: "mandarin"
            // English needs no dictionary: either pack has the voices.
            case .english: "japanese"
            }
        }

        var files: [String] {
            switch self {
            case .japanese: KokoroModel.files + JapaneseReader.files
            case .mandarin: KokoroModel.files + Pinyin.files
            case .english: KokoroModel.files
            }
        }
    }

    let language: Language
    let style: KokoroModel.Style

    /// `ja-alpha`.
    var name: String { language.rawValue + "-" + style.rawValue }

    /// What a job names.
    var id: String { "kokoro:" + name }

    init(language: Language, style: KokoroModel.Style) {
        (self.language, self.style) = (language, style)
    }

    init?(name: String) {
        let parts = name.split(separator: "-")
        guard parts.count == 2, let language = Language(rawValue: String(parts[0])),
            let style = KokoroModel.Style(rawValue: String(parts[1]))
        else { return nil }
        self.init(language: language, style: style)
    }

    /// The best of each language first. In Mandarin and English the others are hard to understand.
    static let all: [KokoroVoice] =
        [.kumo, .alpha, .gongitsune, .nezumi, .tebukuro].map { KokoroVoice(language: .japanese, style: $0) }
        + [.kumo, .alpha].map { KokoroVoice(language: .mandarin, style: $0) }
        + [.kumo].map { KokoroVoice(language: .english, style: $0) }

    static func usual(_ language: Language) -> KokoroVoice { KokoroVoice(language: language, style: .kumo) }

    func listed(isInstalled: Bool) -> Voice {
        let languageName =
            switch language {
            case .japanese: "Japanese"
            case .mandarin: "Mandarin"
            case .english: "American English"
            }
        return Voice(
            id: id, name: "\(style.rawValue.capitalized) (\(languageName))",
            language: language.tag, gender: style.gender, kind: .neural, pack: language.pack,
            isInstalled: isInstalled)
    }

    /// - Parameter watch: told each sentence before eSpeak NG reads a part of it, and nil afterwards.
    /// - Throws: `engine_unavailable`.
    func narrator(
        _ natural: NaturalVoices, rate: Double, watch: @escaping (String?) -> Void
    ) throws(VoiceError) -> any Narrator {
        let english = try EnglishReader(watch: watch)
        let reader: any LetterReader
        switch language {
        case .english: reader = english
        case .japanese: reader = try JapaneseReader(natural.assets, english: english)
        case .mandarin: reader = MandarinReader(pinyin: try Pinyin(natural.assets), english: english)
        }
        let style = style
        let model = try natural.network { (runtime) throws(InferenceError) in
            try KokoroModel(runtime, natural.assets, style: style)
        }
        return LetterNarrator(model, reader: reader, rate: rate)
    }
}
