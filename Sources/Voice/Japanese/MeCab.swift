import CMeCab
import Glibc

/// MeCab with the dictionary of Open JTalk (naist-jdic): the words of a Japanese text and how they are said.
///
/// Unchecked: belongs to whoever made it and is used by one thread at a time.
final class MeCab: @unchecked Sendable {
    struct Word: Equatable {
        /// As it stands in the text.
        let text: String
        /// The dictionary's part of speech: 名詞, 動詞; empty for unknown words.
        let part: String
        /// In Katakana as it is said; nil for what the dictionary does not know.
        let reading: String?
    }

    private let functions: greenroom_mecab
    private let mecab: UnsafeMutableRawPointer

    /// - Parameters:
    ///   - library: path of libmecab.
    ///   - dictionary: folder of its files.
    /// - Throws: `engine_unavailable`.
    init(library: String, dictionary: String) throws(VoiceError) {
        let table = UnsafeMutablePointer<greenroom_mecab>.allocate(capacity: 1)
        defer { table.deallocate() }
        guard greenroom_load_mecab(library, table) != 0 else {
            throw Self.unavailable(dlerror().map { String(cString: $0) } ?? "it cannot be loaded")
        }
        functions = table.move()
        var arguments: [UnsafeMutablePointer<CChar>?] = ["mecab", "-r", "/dev/null", "-d", dictionary]
            .map { (text: String) in strdup(text) }
        defer { arguments.forEach { free($0) } }
        guard let mecab = functions.mecab_new(Int32(arguments.count), &arguments) else {
            throw Self.unavailable(functions.mecab_strerror(nil).map { String(cString: $0) } ?? "it does not start")
        }
        self.mecab = mecab
    }

    deinit { functions.mecab_destroy(mecab) }

    /// - Parameter text: without blanks and line ends, Latin letters and digits in full width.
    func words(of text: String) -> [Word] {
        let bytes = Array(text.utf8).map { CChar(bitPattern: $0) }
        guard let told = functions.mecab_sparse_tostr2(mecab, bytes, bytes.count) else {
            return []
        }
        return String(cString: told).split(separator: "\n").compactMap { line in
            let halves = line.split(separator: "\t", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            let facts = halves[1].split(separator: ",", omittingEmptySubsequences: false)
            let reading = facts.count > 8 && facts[8] != "*" ? facts[8].filter { $0 != "’" && $0 != "'" } : nil
            return Word(text: String(halves[0]), part: String(facts[0]), reading: reading)
        }
    }

    private static func unavailable(_ why: String) -> VoiceError {
        VoiceError("engine_unavailable", "The reader of Japanese cannot be used: \(why).")
    }
}
