import Media

/// Why something could not be spoken or a voice not be cloned. The code is for machines; the message is a sentence for
/// a person and never holds a path.
package struct VoiceError: Error, Equatable, Sendable {
    package let code: String
    package let message: String
    /// The figures of the message.
    package let values: Figures

    /// Somebody asked for the work to end.
    package static let cancelled = VoiceError("cancelled", "The task was cancelled.")

    /// - Parameter text: as it came from outside; only its beginning is repeated.
    static func unknownVoice(_ text: String) -> VoiceError {
        VoiceError("unknown_voice", "There is no voice \"\(text.prefix(80))\".")
    }

    /// Nothing on this machine can read it; a pack can.
    /// - Parameter why: a sentence.
    static func packNeeded(_ pack: String, _ why: String) -> VoiceError {
        VoiceError(
            "pack_needed", "\(why) An administrator can add the pack: greenroom assets add \(pack).",
            ["pack": .text(pack)])
    }

    package init(_ code: String, _ message: String, _ values: Figures = [:]) {
        self.code = code
        self.message = message
        self.values = values
    }

    /// What went wrong in work on sound, of whatever kind it is.
    init(any error: any Error) {
        switch error {
        case let error as MediaError: self.init(error)
        case let error as VoiceError: self = error
        default: self.init("engine_broken", "\(error)")
        }
    }

    /// What went wrong while reading or writing sound.
    package init(_ error: MediaError) {
        switch error {
        case .unreadable, .unsupported, .tooLarge, .noVideo, .noFrames: self.init("unsupported_media", error.message)
        case .writeFailed: self.init("write_failed", error.message)
        }
    }
}
