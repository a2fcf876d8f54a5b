import CEspeak
import Glibc

/// The languages that eSpeak NG speaks.
struct EspeakVoices: Sendable {
    struct Language: Equatable, Sendable {
        /// The tag by which we name it; unique.
        let tag: String
        /// Further tags it answers to, with eSpeak NG's rank: lower is nearer.
        let others: [String: Int]
        /// In English.
        let name: String
        /// Path among the library's languages: `gmw/en-US`.
        let path: String
    }

    /// In the order of their tags.
    let languages: [Language]
    /// Folder of the library's data.
    let data: String

    /// A variant that sounds like a woman, for every language.
    static let femaleVariant = "f3"

    /// - Throws: `engine_unavailable` without the library.
    init() throws(VoiceError) {
        self = try Espeak.withLibrary { (espeak) in EspeakVoices(espeak) }
    }

    private init(_ espeak: Espeak) {
        var folder: UnsafePointer<CChar>?
        _ = espeak.functions.espeak_Info(&folder)
        data = folder.map { String(cString: $0) } ?? ""
        var found: [Language] = []
        var taken: Set<String> = []
        var next = espeak.functions.espeak_ListVoices(nil)
        while let voice = next?.pointee {
            if let language = Self.language(voice.pointee, taken: taken) {
                taken.insert(language.tag)
                found.append(language)
            }
            next = next.map { $0 + 1 }
        }
        languages = Self.readingChinese(found).sorted { $0.tag < $1.tag }
    }

    /// The library falls back to no variant without a word.
    /// - Throws: `unknown_voice`.
    func requireVariant(_ variant: String) throws(VoiceError) {
        guard !variant.contains("/"), access(data + "/voices/!v/" + variant, R_OK) == 0 else {
            throw VoiceError("unknown_voice", "There is no variant \"\(variant)\" of eSpeak NG's voices.")
        }
    }

    /// By its own tag, by the nearest of the other tags, else by the first part of the tag: `pt-ao` is spoken as `pt`.
    func find(_ tag: String) -> Language? {
        if let found = languages.first(where: { $0.tag == tag }) { return found }
        let others = languages.filter { $0.others[tag] != nil }
        if let found = others.min(by: { ($0.others[tag] ?? 0, $0.tag) < ($1.others[tag] ?? 0, $1.tag) }) {
            return found
        }
        guard let cut = tag.lastIndex(of: "-") else { return nil }
        return find(String(tag[..<cut]))
    }

    var list: [Voice] {
        languages.flatMap { language in
            [
                Voice(
                    id: "espeak:" + language.tag, name: language.name, language: language.tag, gender: .male,
                    kind: .formant, isRare: Self.isRare(language.tag)),
                Voice(
                    id: "espeak:" + language.tag + "+" + Self.femaleVariant, name: language.name + ", female",
                    language: language.tag, gender: .female, kind: .formant, isRare: Self.isRare(language.tag)),
            ]
        }
    }

    /// Constructed languages, and regional forms beside the main ones.
    private static func isRare(_ tag: String) -> Bool {
        let constructed: Set<String> = ["eo", "ia", "io", "jbo", "lfn", "piqd", "py", "qdb", "qya", "sjn", "tlh", "vo"]
        let main: Set<String> = ["en-us", "en-gb", "es-419", "fr-fr", "pt-br"]
        return constructed.contains(tag) || tag.contains("-") && !main.contains(tag)
    }

    /// The list of tags is a byte of rank and a text each, and ends with a 0.
    private static func language(_ voice: espeak_VOICE, taken: Set<String>) -> Language? {
        guard let name = voice.name, let path = voice.identifier, var list = voice.languages else { return nil }
        var tags: [(tag: String, rank: Int)] = []
        while list.pointee != 0 {
            let tag = String(cString: list + 1)
            tags.append((tag.lowercased(), Int(list.pointee)))
            list += 1 + tag.utf8.count + 1
        }
        let identifier = String(cString: path)
        let file = identifier.split(separator: "/").last.map { $0.lowercased() } ?? identifier
        guard let tag = [tags.first?.tag, file].compactMap({ $0 }).first(where: { !taken.contains($0) }) else {
            return nil
        }
        var others = Dictionary(tags.dropFirst().map { ($0.tag, $0.rank) }) { first, _ in first }
        if file != tag { others[file] = 0 }
        return Language(
            tag: tag, others: others,
            name: String(cString: name).split(separator: " ").joined(separator: " "), path: identifier)
    }

    /// Debian's plain Mandarin reads the Pinyin of each character as if it were English; the Pinyin voice reads the same
    /// characters as they should be. It takes the other's place.
    private static func readingChinese(_ languages: [Language]) -> [Language] {
        guard let pinyin = languages.first(where: { $0.tag == "cmn-latn-pinyin" }),
            languages.contains(where: { $0.tag == "cmn" })
        else { return languages }
        let mandarin = Language(
            tag: "cmn", others: ["zh": 0, "zh-cmn": 0, "zh-cn": 0, "zh-hans": 0, pinyin.tag: 0],
            name: "Chinese (Mandarin)", path: pinyin.path)
        return languages.filter { $0.tag != "cmn" && $0.tag != pinyin.tag } + [mandarin]
    }
}
