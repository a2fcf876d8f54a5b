import Foundation
import Inference
import Media

/// How Chinese characters are read: whole phrases where one is known, else each by its commonest reading (data of
/// pypinyin 0.55.0, MIT).
struct Pinyin: Sendable {
    /// A syllable without its tone, and its tone: 1...4, 5 for none.
    struct Syllable: Equatable, Sendable {
        var sound: String
        var tone: Int
    }

    /// What must be there, within the assets.
    static let files = ["mandarin/phrases.json", "mandarin/characters.json"]
    private static let longestPhrase = 8

    private let phrases: [String: [[String]]]
    private let characters: [String: String]

    /// - Throws: `engine_unavailable`.
    init(_ assets: Assets) throws(VoiceError) {
        func read<Value: Decodable>(_ name: String) -> Value? {
            guard let data = FileManager.default.contents(atPath: assets.file("mandarin/" + name)) else { return nil }
            return try? JSONDecoder().decode(Value.self, from: data)
        }
        guard let phrases: [String: [[String]]] = read("phrases.json"),
            let characters: [String: String] = read("characters.json")
        else {
            throw VoiceError(
                "engine_unavailable", "The readings of Chinese characters cannot be read. Install the pack again.")
        }
        self.phrases = phrases
        self.characters = characters
    }

    /// The words of a run of Chinese characters with their syllables, one for each character; nil for a character that
    /// has none.
    func words(of text: [Unicode.Scalar]) -> [(range: Range<Int>, syllables: [Syllable?])] {
        let words = TextBreaks.words(of: text, language: "zh")
        var syllables = readings(of: text, words: words)
        Self.changeTones(of: &syllables, text: text, words: words)
        return words.map { ($0, Array(syllables[$0])) }
    }

    private func readings(of text: [Unicode.Scalar], words: [Range<Int>]) -> [Syllable?] {
        let (starts, ends) = (Set(words.map(\.lowerBound)), Set(words.map(\.upperBound)))
        let wordOf = words.flatMap { range in range.map { _ in range } }
        var readings: [Syllable?] = []
        while readings.count < text.count {
            let start = readings.count
            let phrase = stride(from: min(Self.longestPhrase, text.count - start), through: 2, by: -1).lazy
                .compactMap { length -> [Syllable]? in
                    let end = start + length
                    // A phrase is one or more words, or a part of one; never the end of one and the beginning of the next.
                    guard starts.contains(start) && ends.contains(end) || wordOf[start].contains(end - 1) else {
                        return nil
                    }
                    return self.phrase(Self.text(text[start..<end]), length: length)
                }.first
            if let phrase {
                readings += phrase
            } else {
                readings.append(single(text, at: start, words: wordOf))
            }
        }
        return readings
    }

    private func phrase(_ text: String, length: Int) -> [Syllable]? {
        if let own = Self.corrections[text] { return own.split(separator: " ").compactMap { Syllable(numbered: $0) } }
        guard let found = phrases[text], found.count == length else { return nil }
        let syllables = found.compactMap { $0.first.flatMap(Syllable.init(marked:)) }
        return syllables.count == length ? syllables : nil
    }

    /// A character for itself: particles by what stands beside them, the others by their commonest reading.
    private func single(_ text: [Unicode.Scalar], at index: Int, words: [Range<Int>]) -> Syllable? {
        let scalar = text[index]
        let isInside = words[index].count > 1
        if index > 0, let particle = Self.particles[scalar], !isInside || words[index].upperBound == index + 1 {
            return Syllable(numbered: particle[...])
        }
        if let usual = Self.usual[scalar] { return Syllable(numbered: usual[...]) }
        return characters[String(scalar.value)]?.split(separator: ",").first.flatMap { Syllable(marked: String($0)) }
    }

    /// Readings that the data have wrong or lack.
    private static let corrections: [String: String] = [
        "还款": "huan2 kuan3", "还债": "huan2 zhai4", "还清": "huan2 qing1", "归还": "gui1 huan2", "还给": "huan2 gei3",
        "地方": "di4 fang5", "大夫": "dai4 fu5", "朝阳": "chao2 yang2", "一行人": "yi4 xing2 ren2", "头发": "tou2 fa5",
        "睡着": "shui4 zhao2", "着火": "zhao2 huo3", "着凉": "zhao2 liang2", "觉得": "jue2 de5", "值得": "zhi2 de5",
        "得到": "de2 dao4", "得了": "de2 le5", "都市": "du1 shi4", "首都": "shou3 du1", "成都": "cheng2 du1", "还有": "hai2 you3",
        "重启": "chong2 qi3", "重复": "chong2 fu4", "教育": "jiao4 yu4", "为什么": "wei4 shen2 me5", "什么": "shen2 me5",
        "只有": "zhi3 you3", "一只": "yi4 zhi1", "行业": "hang2 ye4", "一行": "yi4 hang2", "行人": "xing2 ren2",
        "东西": "dong1 xi5",
        "我们": "wo3 men5", "你们": "ni3 men5", "他们": "ta1 men5", "她们": "ta1 men5", "先生": "xian1 sheng5",
        "朋友": "peng2 you5", "时候": "shi2 hou5", "喜欢": "xi3 huan5", "认识": "ren4 shi5", "知道": "zhi1 dao5",
        "明白": "ming2 bai5",
    ]
    /// Behind another word.
    private static let particles: [Unicode.Scalar: String] = [
        "的": "de5", "地": "de5", "得": "de5", "着": "zhe5", "了": "le5", "吗": "ma5", "吧": "ba5", "呢": "ne5", "们": "men5",
        "么": "me5",
        "子": "zi5",
    ]
    /// Where a rarer reading stands first in the data.
    private static let usual: [Unicode.Scalar: String] = [
        "的": "de5", "还": "hai2", "都": "dou1", "为": "wei4", "只": "zhi3", "行": "xing2", "和": "he2", "会": "hui4",
        "长": "chang2",
        "重": "zhong4", "得": "dei3", "地": "di4", "着": "zhe5", "了": "le5", "中": "zhong1", "好": "hao3", "大": "da4",
        "不": "bu4",
        "一": "yi1", "子": "zi3", "要": "yao4", "种": "zhong3", "发": "fa1", "数": "shu4", "少": "shao3", "分": "fen1",
        "当": "dang1",
        "教": "jiao1", "空": "kong1", "间": "jian1", "切": "qie4", "便": "bian4", "倒": "dao4", "应": "ying1", "处": "chu4",
        "更": "geng4",
        "几": "ji3", "量": "liang4", "难": "nan2", "相": "xiang1", "将": "jiang1", "没": "mei2", "那": "na4", "哪": "na3",
        "谁": "shei2",
        "看": "kan4", "干": "gan4", "背": "bei4", "正": "zheng4", "似": "si4", "差": "cha4", "假": "jia3", "调": "diao4",
        "露": "lu4",
    ]

    /// What changes beside another tone: 不 before a fourth is a second; 一 likewise, and a fourth before the others; the
    /// first of two thirds is a second (Duanmu, The Phonology of Standard Chinese, 2007, chapter 11).
    private static func changeTones(of syllables: inout [Syllable?], text: [Unicode.Scalar], words: [Range<Int>]) {
        for index in syllables.indices.dropLast() {
            guard let next = syllables[index + 1] else { continue }
            switch text[index] {
            case "不" where next.tone == 4: syllables[index]?.tone = 2
            case "一" where isAlone(text, index):
                syllables[index]?.tone = next.tone == 4 || "个".unicodeScalars.contains(text[index + 1]) ? 2 : 4
            default: break
            }
        }
        for word in words {
            // From the end: of three in a word the middle one changes first.
            for index in word.dropLast().reversed()
            where syllables[index]?.tone == 3 && syllables[index + 1]?.tone == 3 {
                syllables[index]?.tone = 2
            }
        }
    }

    /// Not part of a number, a date or an ordinal.
    private static func isAlone(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        let numerals = Set("零一二三四五六七八九十百千万亿两第点月号年".unicodeScalars)
        if index > 0, numerals.contains(text[index - 1]) { return false }
        return !Set("二三四五六七八九十零点月号".unicodeScalars).contains(text[index + 1])
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}

extension Pinyin.Syllable {
    /// `hao3`.
    init?(numbered text: Substring) {
        guard let tone = text.last?.wholeNumberValue, (1...5).contains(tone) else { return nil }
        self.init(sound: String(text.dropLast()), tone: tone)
    }

    /// `hǎo`: the mark over a vowel is the tone.
    init?(marked text: String) {
        let marks: [Unicode.Scalar: Int] = ["\u{304}": 1, "\u{301}": 2, "\u{30C}": 3, "\u{300}": 4]
        var sound = String.UnicodeScalarView()
        var tone = 5
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
            if let mark = marks[scalar] { tone = mark } else { sound.append(scalar) }
        }
        guard !sound.isEmpty else { return nil }
        self.init(sound: String(sound).precomposedStringWithCanonicalMapping, tone: tone)
    }
}
