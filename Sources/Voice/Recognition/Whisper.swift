import CWhisper
import Foundation
import Inference

/// Writes down what is said in a recording: OpenAI's Whisper, the base model (MIT), by whisper.cpp 1.8.5 (MIT) from the
/// pack `recognition`.
///
/// Unchecked: belongs to whoever made it and is used by one thread at a time.
package final class Whisper: @unchecked Sendable {
    /// How long may be thought about what was said.
    package enum Effort {
        /// The likeliest word each time.
        case quick
        /// Several ways of hearing the whole; takes twice as long.
        case thorough
    }

    /// What a record says was used.
    static let version = "whisper base (whisper.cpp 1.8.5)"
    static let missing = VoiceError(
        "recognition_needed",
        "What is said in recordings is not written down here yet. An administrator can add the pack: greenroom assets add "
            + "recognition.")
    private static let model = "recognition/whisper.bin"
    private static let library = "recognition/libwhisper-1ab89ae8.so.1.8.5"
    /// WHISPER_SAMPLING_GREEDY and WHISPER_SAMPLING_BEAM_SEARCH.
    private static let (greedy, beams): (Int32, Int32) = (0, 1)
    /// Without an example it mixes simplified and traditional characters.
    private static let example = ["zh": "以下是普通话的句子。"]

    private let functions: greenroom_whisper
    private let context: UnsafeMutableRawPointer
    private let threads: Int

    /// Whether its files are there.
    package static func isInstalled(in assets: Assets) -> Bool { assets.holds([model, library]) }

    /// - Parameter threads: of its work, at least 1.
    /// - Throws: `recognition_needed` without the pack, `engine_unavailable` where it cannot run.
    package init(_ assets: Assets, threads: Int) throws(VoiceError) {
        guard Self.isInstalled(in: assets) else { throw Self.missing }
        guard greenroom_can_run_whisper() else {
            throw VoiceError("engine_unavailable", "The speech recogniser needs a processor with AVX2.")
        }
        // Its threads wait for each other thousands of times; they shall not do so on a processor that others need.
        setenv("OMP_WAIT_POLICY", "PASSIVE", 0)
        let table = UnsafeMutablePointer<greenroom_whisper>.allocate(capacity: 1)
        defer { table.deallocate() }
        guard greenroom_load_whisper(assets.file(Self.library), table) != 0 else {
            throw VoiceError("engine_unavailable", "The library of the speech recogniser cannot be loaded.")
        }
        functions = table.move()
        functions.whisper_log_set({ _, _, _ in }, nil)
        var wanted = functions.whisper_context_default_params()
        wanted.use_gpu = false
        wanted.flash_attn = false
        wanted.dtw_token_timestamps = true
        wanted.dtw_aheads_preset = Int32(greenroom_whisper_heads_base.rawValue)
        guard let context = functions.whisper_init_from_file_with_params(assets.file(Self.model), wanted) else {
            throw VoiceError("engine_unavailable", "The model of the speech recogniser cannot be read.")
        }
        self.context = context
        self.threads = max(1, threads)
    }

    deinit { functions.whisper_free(context) }

    /// - Parameters:
    ///   - sound: as long as one likes; the beginning of each half minute is found by itself.
    ///   - language: two letters; nil has it found out. One that the model does not know is found out, too.
    ///   - start: of the sound in its recording, in seconds; the transcript's times count from the recording's start.
    package func listen(
        to sound: ArraySlice<Float>, language: String?, effort: Effort = .thorough, start: Double = 0,
        isCancelled: () -> Bool = { false }
    ) throws(VoiceError) -> Transcript {
        let language = language.flatMap { functions.whisper_lang_id($0) >= 0 ? $0 : nil }
        guard run(sound, language, effort, isCancelled) == 0 else {
            if isCancelled() { throw .cancelled }
            throw VoiceError("engine_broken", "The speech recogniser stopped.")
        }
        if isCancelled() { throw .cancelled }
        let found = functions.whisper_lang_str(functions.whisper_full_lang_id(context)).map { String(cString: $0) }
        return Transcript(pieces: pieces(from: start), language: language ?? found ?? "en")
    }

    private func run(
        _ sound: ArraySlice<Float>, _ language: String?, _ effort: Effort, _ isCancelled: () -> Bool
    ) -> Int32 {
        var how = functions.whisper_full_default_params(effort == .quick ? Self.greedy : Self.beams)
        how.n_threads = Int32(threads)
        how.no_context = true
        how.print_progress = false
        how.suppress_nst = true
        // Otherwise what is hard to hear is heard up to six times.
        how.temperature_inc = effort == .quick ? 0 : 0.4
        return withoutActuallyEscaping(isCancelled) { isCancelled in
            var asked = isCancelled
            return withUnsafeMutablePointer(to: &asked) { asked in
                how.abort = { $0?.assumingMemoryBound(to: (() -> Bool).self).pointee() ?? false }
                how.abort_data = UnsafeMutableRawPointer(asked)
                return (language ?? "auto").withCString { name in
                    how.language = name
                    return (Self.example[language ?? ""] ?? "").withCString { example in
                        how.initial_prompt = example
                        return sound.withUnsafeBufferPointer { samples in
                            guard let first = samples.baseAddress else { return 0 }
                            return functions.whisper_full(
                                context, how, first, Int32(clamping: samples.count))
                        }
                    }
                }
            }
        }
    }

    /// The tokens of the text, with when each ends.
    private func pieces(from start: Double) -> [Transcript.Piece] {
        let last = functions.whisper_token_eot(context)
        var pieces: [Transcript.Piece] = []
        for segment in 0..<functions.whisper_full_n_segments(context) {
            for token in 0..<functions.whisper_full_n_tokens(context, segment) {
                let facts = functions.whisper_full_get_token_data(context, segment, token)
                guard facts.id < last, let text = functions.whisper_full_get_token_text(context, segment, token)
                else { continue }
                let hundredths = facts.t_dtw >= 0 ? facts.t_dtw : facts.t1
                pieces.append(
                    Transcript.Piece(
                        bytes: Array(UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init)),
                        end: start + Double(hundredths) / 100))
            }
        }
        return pieces
    }
}
