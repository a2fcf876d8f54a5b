import Media

/// The writing systems that only some of eSpeak NG's languages can read; the others name each character instead.
enum WritingSystem: CaseIterable {
    case arabic, bengali, chinese, cyrillic, devanagari, greek, hangul, hebrew, kana, thai

    /// In English, as it completes "written in ...".
    var name: String {
        switch self {
        case .arabic: "Arabic letters"
        case .bengali: "Bengali letters"
        case .chinese: "Chinese characters"
        case .cyrillic: "Cyrillic letters"
        case .devanagari: "Devanagari letters"
        case .greek: "Greek letters"
        case .hangul: "Hangul"
        case .hebrew: "Hebrew letters"
        case .kana: "Kana"
        case .thai: "Thai letters"
        }
    }

    /// ISO 15924.
    var code: String {
        switch self {
        case .arabic: "Arab"
        case .bengali: "Beng"
        case .chinese: "Hani"
        case .cyrillic: "Cyrl"
        case .devanagari: "Deva"
        case .greek: "Grek"
        case .hangul: "Hang"
        case .hebrew: "Hebr"
        case .kana: "Hrkt"
        case .thai: "Thai"
        }
    }

    /// First parts of the tags of the languages that read it. Japanese is not among those of Chinese characters: eSpeak
    /// NG 1.51 knows no Kanji.
    var languages: [String] {
        switch self {
        case .arabic: ["ar", "fa", "ku", "sd", "ug", "ur"]
        case .bengali: ["as", "bn", "bpy"]
        case .chinese: ["cmn", "hak", "yue"]
        case .cyrillic: ["ba", "be", "bg", "bs", "cv", "kk", "ky", "mk", "nog", "ru", "sr", "tk", "tt", "uk", "uz"]
        case .devanagari: ["hi", "kok", "mr", "ne"]
        case .greek: ["el", "grc"]
        case .hangul: ["ko"]
        case .hebrew: ["he"]
        case .kana: ["ja"]
        case .thai: ["th"]
        }
    }

    /// Blocks of Unicode 15.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x400...0x52F: self = .cyrillic
        case 0x590...0x5FF: self = .hebrew
        case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFF: self = .arabic
        case 0x900...0x97F: self = .devanagari
        case 0x980...0x9FF: self = .bengali
        case 0xE00...0xE7F: self = .thai
        case 0x1100...0x11FF, 0xAC00...0xD7AF: self = .hangul
        case 0x3041...0x30FF, 0x31F0...0x31FF: self = .kana
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: self = .chinese
        default: return nil
        }
    }
}

extension Script {
    /// What its letters are written in beside Latin, each with its share of all letters, 0...1.
    var writingSystems: [WritingSystem: Double] {
        var (counts, letters): ([WritingSystem: Double], Double) = ([:], 0)
        for scalar in scalars where scalar.properties.isAlphabetic {
            letters += 1
            if let system = WritingSystem(scalar) { counts[system, default: 0] += 1 }
        }
        return counts.mapValues { $0 / letters }
    }

    func remark(onUnreadable system: WritingSystem) -> Remark {
        let share = writingSystems[system] ?? 0
        return Remark(
            "foreign_script",
            "\(Int((share * 100).rounded(.up))) % of the text is written in \(system.name), which no voice here can "
                + "read. It is left out.",
            ["share_percent": .number(share), "writing_system": .text(system.code)])
    }

    /// About how long it lasts at the ordinary rate, in seconds: a syllable for each character of the scripts that write
    /// syllables or words, else some 14 characters a second.
    var expectedSeconds: Double {
        let wide = scalars.count { scalar in
            switch WritingSystem(scalar) {
            case .chinese, .hangul, .kana: true
            default: false
            }
        }
        return Double(wide) * 0.27 + Double(scalars.count - wide) * 0.07
    }
}
