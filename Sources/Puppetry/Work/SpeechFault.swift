import Foundation
import Media

/// Why a recording cannot be spoken by a face.
package enum SpeechFault: Error, Equatable, Sendable {
    case empty
    /// The loudest moments' level, dB of full scale.
    case silent(level: Float)
    /// By how much loud moments exceed quiet ones, dB.
    case steady(range: Float)
    /// Seconds.
    case tooLong(seconds: Double, limit: Double)
    /// Subtitles are asked for, and this machine cannot show the text; the sentence says what it lacks.
    case unshowable(String)

    var code: String {
        switch self {
        case .empty, .silent, .steady: "no_speech"
        case .tooLong: "speech_too_long"
        case .unshowable: "subtitles_unsupported"
        }
    }

    var message: String {
        switch self {
        case .empty: "The recording holds no sound."
        case .silent(let level):
            "No speech was heard: the loudest moments of the recording reach \(Int(level.rounded())) dB; "
                + "at least \(Int(InputLimits.speechLevel)) dB are needed."
        case .steady(let range):
            "No speech was heard: the recording is as loud in its pauses as between them "
                + "(\(Int(range.rounded())) dB apart; speech has at least \(Int(InputLimits.speechRange)) dB)."
        case .tooLong(let seconds, let limit):
            "The speech is \(PuppetryError.clock(seconds)) long; at most \(PuppetryError.clock(limit)) can be spoken."
        case .unshowable(let reason): reason
        }
    }

    var values: Figures {
        switch self {
        case .silent(let level):
            ["level_db": .count(Int(level.rounded())), "needed_db": .count(Int(InputLimits.speechLevel))]
        case .steady(let range):
            ["range_db": .count(Int(range.rounded())), "needed_db": .count(Int(InputLimits.speechRange))]
        case .tooLong(let seconds, let limit): ["length_clock": .number(seconds), "limit_clock": .number(limit)]
        case .empty, .unshowable: [:]
        }
    }
}
