import Media

extension Voices {
    /// Who will speak a script, and how long that takes.
    struct Plan {
        /// The voice that was asked for, or the one that suits the script.
        let voice: VoiceID?
        /// Of the language that it speaks.
        let language: String
        let guests: [WritingSystem: VoiceID]
        /// Writing systems that nobody here can read; little of the script is written in them.
        let unreadable: Set<WritingSystem>
        /// Packs that would let a natural voice speak.
        let offers: [String]

        /// Work for a second of speech on one busy core of a server EPYC, and before the first.
        var secondsPerSecond: Double { ([voice] + guests.values.map(Optional.some)).map(Self.cost).max() ?? 0.008 }
        var startSeconds: Double { secondsPerSecond > 0.5 ? 6 : 0 }

        private static func cost(of voice: VoiceID?) -> Double {
            switch voice {
            case .kokoro: 1
            case .hibari, nil: 0.05
            case .piper: 0.15
            case .espeak: 0.008
            }
        }

        /// What will be spoken otherwise than one may expect.
        func remarks(on script: Script) -> [Remark] {
            unreadable.sorted { $0.code < $1.code }.map { script.remark(onUnreadable: $0) }
                + offers.map { pack in
                    Remark(
                        "pack_offered", "A natural voice can speak this once the pack \(pack) is installed.",
                        ["pack": .text(pack)])
                }
        }
    }

    /// Below this share of the letters, what nobody can read is left out; above, the script is refused.
    private static let tolerated = 0.1

    /// - Throws: `pack_needed` or `unreadable_text` when nobody here can read the script, and what ``check(_:)`` does.
    func plan(_ order: SpeechOrder) throws(VoiceError) -> Plan {
        let systems = order.script.writingSystems
        var order = order
        order.voice = try voice(for: order, systems)
        let language = try check(order)
        var guests: [WritingSystem: VoiceID] = [:]
        var unreadable: Set<WritingSystem> = []
        for (system, share) in systems where !reads(order, language, system) {
            if let guest = try guest(for: system, systems) {
                guests[system] = guest
            } else if share < Self.tolerated {
                unreadable.insert(system)
            } else {
                throw cannotRead(system, share: share)
            }
        }
        return Plan(
            voice: order.voice, language: language, guests: guests, unreadable: unreadable,
            offers: offers(order, Array(guests.values)))
    }

    func cast(for order: SpeechOrder, folder: String) throws(VoiceError) -> Cast {
        let plan = try plan(order)
        var order = order
        order.voice = plan.voice
        let main = Cast.Reader(
            narrator: try narrator(for: order, folder: folder), language: plan.language,
            lexicon: order.lexicon + names(plan.language))
        var known: [String: Cast.Reader] = [:]
        var guests: [WritingSystem: Cast.Reader] = [:]
        for (system, voice) in plan.guests {
            if known[voice.description] == nil {
                var own = order
                own.voice = voice
                own.profile = nil
                let language = try check(own)
                known[voice.description] = Cast.Reader(
                    narrator: try narrator(for: own, folder: folder), language: language,
                    lexicon: order.lexicon + names(language))
            }
            guests[system] = known[voice.description]
        }
        return Cast(main: main, guests: guests, unreadable: plan.unreadable)
    }

    private func names(_ language: String) -> [SpokenText.Rule] { emoji?.rules(for: language) ?? [] }

    /// The voice that was asked for; one that suits the script when none was, or when that one cannot read Kanji.
    private func voice(
        for order: SpeechOrder, _ systems: [WritingSystem: Double]
    ) throws(VoiceError) -> VoiceID? {
        guard order.profile == nil else { return order.voice }
        if case .espeak(let tag, _) = order.voice {
            guard tag == "ja" || tag.hasPrefix("ja-"), systems[.chinese] != nil else { return order.voice }
            if let voice = natural(.japanese) { return voice }
            throw cannotRead(.kana, share: 1)
        }
        guard order.voice == nil, let (main, share) = systems.max(by: { $0.value < $1.value }) else {
            return order.voice
        }
        // Kanji may be the larger part of a Japanese text.
        if systems[.kana] != nil, [.kana, .chinese].contains(main) {
            if let voice = natural(.japanese) { return voice }
            guard systems[.chinese] == nil else { throw cannotRead(.kana, share: share) }
            return try guest(for: .kana, systems)
        }
        return share > 0.5 ? try guest(for: main, systems) : nil
    }

    private func reads(_ order: SpeechOrder, _ language: String, _ system: WritingSystem) -> Bool {
        if case .kokoro(let voice) = order.voice, voice.language == .japanese, system == .chinese { return true }
        let spoken = language.split(separator: "-").first.map(String.init) ?? language
        return system.languages.contains(spoken)
    }

    private func guest(
        for system: WritingSystem, _ systems: [WritingSystem: Double]
    ) throws(VoiceError) -> VoiceID? {
        switch system {
        case .chinese where systems[.kana] != nil: return natural(.japanese)
        case .chinese: if let voice = natural(.mandarin) { return voice }
        case .kana: if let voice = natural(.japanese) { return voice }
        default: break
        }
        let known = try EspeakVoices()
        let tag = (system == .chinese ? ["cmn"] : system.languages).first { known.find($0) != nil }
        return tag.map { VoiceID.espeak(language: $0, variant: nil) }
    }

    private func natural(_ language: KokoroVoice.Language) -> VoiceID? {
        holds(language) ? .kokoro(KokoroVoice.usual(language)) : nil
    }

    private func offers(_ order: SpeechOrder, _ guests: [VoiceID]) -> [String] {
        guard order.profile == nil, hasNatural else { return [] }
        let tags = (guests + [order.voice].compactMap { $0 }).compactMap { voice in
            if case .espeak(let tag, _) = voice { tag.split(separator: "-").first.map(String.init) } else { nil }
        }
        let needed: [(String, KokoroVoice.Language)] = [("ja", .japanese), ("cmn", .mandarin), ("zh", .mandarin)]
        return Set(needed.filter { tags.contains($0.0) && !holds($0.1) }.map(\.1.pack)).sorted()
    }

    private func cannotRead(_ system: WritingSystem, share: Double) -> VoiceError {
        switch system {
        case .kana, .chinese:
            return .packNeeded("japanese", "Japanese with Kanji needs the pack of Japanese voices.")
        default:
            let percent = Int((share * 100).rounded())
            return VoiceError(
                "unreadable_text",
                "\(percent) % of the text is written in \(system.name), which no voice here can read.",
                ["share_percent": .number(share), "writing_system": .text(system.code)])
        }
    }
}
