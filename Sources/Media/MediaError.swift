import CLibAV

/// What goes wrong with media. The case is for machines; the message is a sentence for a person and never holds a path.
package enum MediaError: Error, Equatable, Sendable {
    /// Not something we can read; the message says what was found.
    case unreadable(String)
    /// Recognised, but not allowed or not possible: a playlist, a codec without a decoder.
    case unsupported(String)
    /// Pixels or streams beyond ``MediaLimits``, or more memory than this process may have.
    case tooLarge(String)
    case noVideo
    case noFrames
    /// The result could not be written; the message says at which step.
    case writeFailed(String)

    /// The sentence a person reads.
    package var message: String {
        switch self {
        case .unreadable(let message), .unsupported(let message), .tooLarge(let message), .writeFailed(let message):
            message
        case .noVideo: "The file holds no video."
        case .noFrames: "The video holds no frame that can be read."
        }
    }

    /// A reading step of libav that failed with `code`.
    static func reading(_ code: Int32, _ otherwise: String) -> MediaError {
        code == greenroom_error_memory
            ? .tooLarge("The file needs more memory than is allowed for reading it.") : .unreadable(otherwise)
    }

    static func writing(_ code: Int32, _ step: String) -> MediaError {
        var text = [CChar](repeating: 0, count: Int(AV_ERROR_MAX_STRING_SIZE))
        _ = av.av_strerror(code, &text, text.count)
        let reason = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return .writeFailed("\(step): \(reason).")
    }
}

/// How large a medium may be, so that one file cannot take the machine.
package enum MediaLimits {
    /// Of a still that is scaled while it is decoded: the sensors of present telephones.
    package static let imagePixels = 200_000_000
    /// Of a still that has to be decoded whole: about 400 MB at the most common depths.
    package static let wholePixels = 100_000_000
    /// Of a video frame: 8192 x 8192.
    package static let videoPixels = 8192 * 8192
    /// One side of either, in pixels.
    package static let side = 32_768
    package static let streams = 64
}
