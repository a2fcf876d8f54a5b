import Media

/// Why the engine cannot make a video. `code` is for machines, `message` a sentence for a person, never with a path.
package enum PuppetryError: Error, Equatable, Sendable {
    case noFaceInSource
    case noFaceInDriver
    /// The picture shows no face, no body and no outline of a figure.
    case noSubjectInSource
    /// The clip shows neither a face nor a body.
    case noOneInDriver
    /// The picture shows only a figure and the clip only a face.
    case noCommonGround
    /// Width of the face in pixels once the picture has its working size.
    case sourceFaceTooSmall(pixels: Int)
    /// Share of the frames, 0...1, in which no face was found after the first.
    case driverLost(share: Double)
    /// Lengths in seconds.
    case clipTooLong(seconds: Double, limit: Double)
    case runtime(String)
    /// Reading the picture, reading the clip, writing the result.
    case source(MediaError)
    case driver(MediaError)
    case output(MediaError)
    /// Reading the speech.
    case sound(MediaError)
    case speech(SpeechFault)
    case avatar(AvatarFault)
    case cancelled

    package var code: String {
        switch self {
        case .noFaceInSource: "no_face_in_source"
        case .noFaceInDriver: "no_face_in_driver"
        case .noSubjectInSource: "no_subject_in_source"
        case .noOneInDriver: "no_face_in_driver"
        case .noCommonGround: "no_body_in_driver"
        case .sourceFaceTooSmall: "face_too_small"
        case .driverLost: "driver_lost"
        case .clipTooLong: "clip_too_long"
        case .runtime: "engine_unavailable"
        case .source: "unreadable_source"
        case .driver: "unreadable_driver"
        case .output: "write_failed"
        case .sound: "unreadable_audio"
        case .speech(let fault): fault.code
        case .avatar(let fault): fault.code
        case .cancelled: "cancelled"
        }
    }

    package var message: String {
        switch self {
        case .noFaceInSource:
            "No face was found in the picture. Use one that shows a face from the front, large enough to be recognised."
        case .noFaceInDriver:
            "No face was found in the video. Use a clip in which a face is seen from the front for most of the time."
        case .noSubjectInSource:
            "No person or figure was found in the picture: no face, no body, and no outline that stands out from an even "
                + "background. Use one that shows the face or the whole figure, or a PNG with a transparent background."
        case .noOneInDriver:
            "No person was found in the video: too few of its frames show a face or a body. Use a clip in which somebody "
                + "is seen from the front for most of the time."
        case .noCommonGround:
            "The picture shows a figure without a face, and the video shows a face without a body. Use a clip of the "
                + "whole body, or a picture with a face."
        case .sourceFaceTooSmall(let pixels):
            "The face in the picture is only \(pixels) pixels wide; at least \(InputLimits.faceWidth) are needed. "
                + "Use a closer picture."
        case .driverLost(let share):
            "The face in the video was lost in \(Int((share * 100).rounded())) % of the frames; at most "
                + "\(Int(InputLimits.driverGaps * 100)) % can be bridged."
        case .clipTooLong(let seconds, let limit):
            "The video is \(Self.clock(seconds)) long; at most \(Self.clock(limit)) can be animated."
        case .runtime(let message): message
        case .source(let error): "The picture cannot be used. \(error.message)"
        case .driver(let error): "The video cannot be used. \(error.message)"
        case .output(let error): error.message
        case .sound(let error): "The speech cannot be used. \(error.message)"
        case .speech(let fault): fault.message
        case .avatar(let fault): fault.message
        case .cancelled: "The task was cancelled."
        }
    }

    /// The figures of ``message``.
    package var values: Figures {
        switch self {
        case .sourceFaceTooSmall(let pixels):
            ["pixels": .count(pixels), "needed_pixels": .count(InputLimits.faceWidth)]
        case .driverLost(let share):
            ["share_percent": .number(share), "limit_percent": .number(InputLimits.driverGaps)]
        case .clipTooLong(let seconds, let limit): ["length_clock": .number(seconds), "limit_clock": .number(limit)]
        case .speech(let fault): fault.values
        case .avatar(let fault): fault.values
        default: [:]
        }
    }

    /// 754 as 12:34.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.clamped(0...1e9).rounded())
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}
