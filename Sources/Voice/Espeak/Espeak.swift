import CEspeak
import Glibc
import Synchronization

/// The eSpeak NG library. It keeps one voice and one text at a time for the whole process, so whoever uses it holds it
/// alone.
struct Espeak: Sendable {
    /// Loaded when first needed, once.
    private static let library = Mutex<Loaded>(.not)

    private enum Loaded {
        case not
        case failed(VoiceError)
        case ready(Espeak)
    }

    let functions: greenroom_espeak
    /// Samples a second of all voices.
    let sampleRate: Int

    /// Runs the body with the library to itself.
    /// - Throws: what the body throws; `engine_unavailable` when the library or its data is missing.
    static func withLibrary<Result: Sendable>(_ body: (Espeak) throws(VoiceError) -> Result) throws(VoiceError)
        -> Result
    {
        let outcome: Swift.Result<Result, VoiceError> = library.withLock { loaded in
            do {
                if case .not = loaded {
                    loaded = try load()
                }
                switch loaded {
                case .ready(let espeak): return .success(try body(espeak))
                case .failed(let error): return .failure(error)
                case .not: return .failure(missing("it was not loaded"))
                }
            } catch let error as VoiceError {
                return .failure(error)
            } catch {
                return .failure(VoiceError("engine_broken", "\(error)"))
            }
        }
        return try outcome.get()
    }

    /// Lets go of the library; whoever needs it next loads it anew, which takes 2 ms. It has no other way to forget: how far
    /// its voice's flutter has come continues from text to text, so that what it says depends on all that it said before.
    static func unload() {
        library.withLock { loaded in
            guard case .ready(let espeak) = loaded else { return }
            _ = espeak.functions.espeak_Terminate()
            greenroom_unload_espeak(espeak.functions.library)
            loaded = .not
            // Its breath is made of the C library's random numbers.
            srand(1)
        }
    }

    private static func load() throws(VoiceError) -> Loaded {
        let table = UnsafeMutablePointer<greenroom_espeak>.allocate(capacity: 1)
        defer { table.deallocate() }
        guard greenroom_load_espeak(table) != 0 else {
            return .failed(missing(dlerror().map { String(cString: $0) } ?? "unknown reason"))
        }
        let functions = table.move()
        let options = espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_PHONEME_IPA | espeakINITIALIZE_DONT_EXIT
        let rate = functions.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 100, nil, options)
        guard rate > 0 else { return .failed(missing("its data cannot be read")) }
        return .ready(Espeak(functions: functions, sampleRate: Int(rate)))
    }

    private static func missing(_ reason: String) -> VoiceError {
        VoiceError(
            "engine_unavailable",
            "The speech library eSpeak NG cannot be loaded (\(reason)). On Debian: apt-get install libespeak-ng1 "
                + "espeak-ng-data")
    }
}
