import Foundation
import Inference

/// All voices of this machine.
package struct Voices: Sendable {
    /// Where Piper's voices lie, and the program that speaks with them.
    package struct Piper: Sendable {
        /// Absolute; need not exist.
        package var folder: String
        /// Absolute; nil when there is none.
        package var program: String?

        package init(folder: String, program: String?) {
            self.folder = folder
            self.program = program
        }
    }

    /// hibari and eSpeak NG read 186 and 188 words of English a minute by themselves; people read aloud at about 155.
    private static let pace = 0.83

    private let piper: Piper?
    private let natural: NaturalVoices?
    let emoji: EmojiNames?
    private let watch: @Sendable (String?) -> Void

    /// - Parameters:
    ///   - piper: nil without a folder for its voices.
    ///   - natural: nil when only eSpeak NG and Piper speak.
    ///   - emoji: nil leaves them to the voices.
    ///   - watch: told each sentence before eSpeak NG reads it, and nil afterwards: on a few odd texts it breaks and the
    ///     process with it.
    package init(
        piper: Piper? = nil, natural: NaturalVoices? = nil, emoji: EmojiNames? = nil,
        watch: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.piper = piper
        self.natural = natural
        self.emoji = emoji
        self.watch = watch
    }

    /// Every voice that can be asked for: neural ones first, then languages in the order of their tags.
    /// - Throws: `engine_unavailable` without eSpeak NG.
    package func list() throws(VoiceError) -> [Voice] {
        let built = natural?.hasHibari == true ? [Voice.hibari] : []
        let packed = natural.map { natural in
            KokoroVoice.all.map { $0.listed(isInstalled: natural.assets.holds($0.language.files)) }
        }
        let neural = piper.map { $0.program == nil ? [] : PiperVoice.all(in: $0.folder).map(\.listed) } ?? []
        return built + (packed ?? []) + neural + (try EspeakVoices().list)
    }

    /// The tag of the language in which a script will be spoken.
    package func language(of order: SpeechOrder) throws(VoiceError) -> String { try plan(order).language }

    /// Refuses what ``narrator(for:folder:)`` would, without starting anything.
    /// - Returns: the tag of the language that is spoken.
    func check(_ order: SpeechOrder) throws(VoiceError) -> String {
        if case .piper(let name) = order.voice, order.profile == nil { return try neural(name).0.language }
        if case .kokoro(let voice) = order.voice, order.profile == nil {
            _ = try self.natural(holding: voice)
            return voice.language.tag
        }
        if try hibari(for: order) != nil { return Voice.hibari.language }
        return try espeak(order).language.tag
    }

    /// - Parameter folder: exists and is writable, for what the voice needs while it speaks.
    func narrator(for order: SpeechOrder, folder: String) throws(VoiceError) -> any Narrator {
        if case .piper(let name) = order.voice, order.profile == nil {
            let (voice, program) = try neural(name)
            return try PiperNarrator(voice, program: program, rate: order.rate, folder: folder, watch: watch)
        }
        if case .kokoro(let voice) = order.voice, order.profile == nil {
            return try voice.narrator(natural(holding: voice), rate: order.rate, watch: watch)
        }
        if let natural = try hibari(for: order) {
            return LetterNarrator(
                try natural.network { (runtime) throws(InferenceError) in try HibariModel(runtime) },
                reader: try EnglishReader(watch: watch), rate: order.rate * Self.pace)
        }
        let (voices, language, variant) = try espeak(order)
        guard let profile = order.profile else {
            let path = language.path + (variant.map { "+" + $0 } ?? "")
            return try EspeakNarrator(EspeakTuning(source: .named(path), rate: order.rate * Self.pace), watch: watch)
        }
        let file = try ShapedVoiceFile(profile.shape, language: language, data: voices.data, folder: folder)
        return try EspeakNarrator(
            EspeakTuning(source: .file(file), rate: order.rate * profile.shape.rate), watch: watch)
    }

    /// The natural English voice speaks when it is asked for, and when nobody says who should.
    /// - Returns: nil when another voice speaks.
    /// - Throws: `engine_unavailable` when it is asked for and not installed.
    private func hibari(for order: SpeechOrder) throws(VoiceError) -> NaturalVoices? {
        guard order.profile == nil, order.voice == .hibari || order.voice == nil else { return nil }
        if let natural, natural.hasHibari { return natural }
        guard order.voice == .hibari else { return nil }
        throw VoiceError(
            "engine_unavailable", "The natural English voice is not installed. Run packaging/assets, or choose another."
        )
    }

    /// - Throws: `pack_needed` when the files of the voice are not all there.
    func natural(holding voice: KokoroVoice) throws(VoiceError) -> NaturalVoices {
        guard let natural, natural.assets.holds(voice.language.files) else {
            throw .packNeeded(voice.language.pack, "The voice \"\(VoiceID.kokoro(voice))\" is not installed.")
        }
        return natural
    }

    var hasNatural: Bool { natural != nil }

    func holds(_ language: KokoroVoice.Language) -> Bool { natural?.assets.holds(language.files) == true }

    private func neural(_ name: String) throws(VoiceError) -> (PiperVoice, program: String) {
        guard let piper else { throw .unknownVoice("piper:" + name) }
        let voice = try PiperVoice(name: name, folder: piper.folder)
        guard let program = piper.program else {
            throw VoiceError(
                "engine_unavailable",
                "The program piper, which speaks with this voice, is not there. Install it (pip install piper-tts) and "
                    + "set GREENROOM_PIPER to its path.")
        }
        return (voice, program)
    }

    private func espeak(
        _ order: SpeechOrder
    ) throws(VoiceError) -> (voices: EspeakVoices, language: EspeakVoices.Language, variant: String?) {
        let voices = try EspeakVoices()
        var (tag, variant) = (order.profile?.language ?? "en-us", nil as String?)
        switch order.voice {
        case .espeak(let language, let named): (tag, variant) = (language, named)
        case .piper:
            throw VoiceError("invalid_voice", "A cloned voice speaks with eSpeak NG's languages, not with Piper.")
        case .hibari: tag = Voice.hibari.language
        case .kokoro(let voice): tag = voice.language.tag
        case nil: break
        }
        if let profile = order.profile { variant = profile.shape.variant }
        guard let language = voices.find(tag) else { throw .unknownVoice("espeak:" + tag) }
        if let variant { try voices.requireVariant(variant) }
        return (voices, language, variant)
    }
}

extension Voice {
    static let hibari = Voice(
        id: VoiceID.hibari.description, name: "Heart (American English)", language: "en-us", gender: .female,
        kind: .neural)
}

extension NaturalVoices {
    fileprivate var hasHibari: Bool {
        FileManager.default.isReadableFile(atPath: assets.model(HibariModel.fileName))
    }
}
