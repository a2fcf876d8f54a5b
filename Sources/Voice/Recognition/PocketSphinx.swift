import Foundation
import Inference
import Media

/// CMU PocketSphinx (BSD-2-Clause) by the C interface of Debian's libpocketsphinx3 (0.8+5prealpha), which libavfilter
/// brings along; the acoustic model is that of pocketsphinx 5.1.1 for American English.
final class PocketSphinx {
    private typealias Arguments = @convention(c) () -> UnsafeRawPointer?
    private typealias Parse =
        @convention(c) (
            OpaquePointer?, UnsafeRawPointer?, Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, Int32
        ) -> OpaquePointer?
    private typealias Make = @convention(c) (OpaquePointer) -> OpaquePointer?
    private typealias Grammar = @convention(c) (OpaquePointer, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
    private typealias Search = @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> Int32
    private typealias Step = @convention(c) (OpaquePointer) -> Int32
    private typealias Process = @convention(c) (OpaquePointer, UnsafePointer<Int16>, Int, Int32, Int32) -> Int32
    private typealias Hypothesis = @convention(c) (OpaquePointer, UnsafeMutablePointer<Int32>) -> UnsafePointer<CChar>?

    /// What a record says was used.
    static let version = "pocketsphinx-en-us 5.1.1"
    /// Words of a grammar, with the phones of CMUdict that each is spoken with.
    typealias Dictionary = [(word: String, phones: String)]

    /// Wide: the ordinary beams lose the way through a whole sentence before its end (36 of 37 codes with these, 27
    /// with 1e-80).
    private static let beam = "1e-200"
    private static let phones = [
        "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH",
        "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
    ]
    /// A rule for whatever is said: any sequence of sounds.
    static let anything = "(" + phones.map { "any_" + $0 }.joined(separator: " | ") + ")*"

    private let library: SharedLibrary
    private let decoder: OpaquePointer

    /// - Throws: `engine_unavailable` without the library or the model.
    init(_ assets: Assets, words: Dictionary) throws(VoiceError) {
        let model = assets.folder + "/recognition/en-us"
        guard FileManager.default.isReadableFile(atPath: model + "/mdef") else {
            throw VoiceError("engine_unavailable", "The model that recognises spoken digits is not installed.")
        }
        library = try SharedLibrary("libpocketsphinx.so.3", what: "The library that recognises speech")
        let lines = words.map { "\($0.word) \($0.phones)" } + Self.phones.map { "any_\($0) \($0)" }
        let dictionary = try Self.file(lines.joined(separator: "\n") + "\n")
        defer { withExtendedLifetime(dictionary) {} }
        let options = [
            "greenroom", "-hmm", model, "-dict", "/proc/self/fd/\(dictionary.descriptor)", "-logfn", "/dev/null",
            "-beam", Self.beam, "-wbeam",
            Self.beam, "-pbeam", Self.beam, "-maxhmmpf", "-1",
        ]
        // The configuration keeps pointers into them.
        var words: [UnsafeMutablePointer<CChar>?] = options.map { strdup($0) }
        let known = try library.function("ps_args", as: Arguments.self)()
        let parse = try library.function("cmd_ln_parse_r", as: Parse.self)
        guard let configuration = parse(nil, known, Int32(words.count), &words, 1),
            let decoder = try library.function("ps_init", as: Make.self)(configuration)
        else { throw VoiceError("engine_unavailable", "The model that recognises spoken digits cannot be read.") }
        self.decoder = decoder
    }

    /// - Parameters:
    ///   - name: under which ``listen(to:by:)`` finds it.
    ///   - rule: in the JSpeech Grammar Format, of words of the dictionary.
    func learn(_ name: String, _ rule: String) throws(VoiceError) {
        let text = "#JSGF V1.0; grammar greenroom; public <said> = \(rule);"
        guard try library.function("ps_set_jsgf_string", as: Grammar.self)(decoder, name, text) == 0 else {
            throw VoiceError("engine_broken", "A grammar for spoken digits is not understood.")
        }
    }

    /// - Parameter samples: of ``RecordedSound/rate``.
    /// - Returns: the words of the grammar in the order in which they were heard; nil when it does not fit.
    func listen(to samples: [Int16], by name: String) throws(VoiceError) -> [String]? {
        guard try library.function("ps_set_search", as: Search.self)(decoder, name) == 0,
            try library.function("ps_start_utt", as: Step.self)(decoder) == 0
        else { throw VoiceError("engine_broken", "The speech recogniser cannot begin.") }
        let process = try library.function("ps_process_raw", as: Process.self)
        let heard = process(decoder, samples, samples.count, 0, 1)
        let ended = try library.function("ps_end_utt", as: Step.self)(decoder)
        guard heard >= 0, ended == 0 else { throw VoiceError("engine_broken", "The speech recogniser stopped.") }
        var score: Int32 = 0
        guard let text = try library.function("ps_get_hyp", as: Hypothesis.self)(decoder, &score) else { return nil }
        return String(cString: text).split(separator: " ").map(String.init)
    }

    /// The library reads its dictionary from a file only.
    private static func file(_ text: String) throws(VoiceError) -> TemporaryFile {
        do throws(MediaError) {
            let file = try TemporaryFile(in: NSTemporaryDirectory())
            try file.write(Array(text.utf8), at: 0)
            return file
        } catch {
            throw VoiceError(error)
        }
    }
}
