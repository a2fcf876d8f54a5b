import Media

/// Why a clip does not become an avatar, or an archive is none.
package enum AvatarFault: Error, Equatable, Sendable {
    /// Share of the frames that show a face, 0...1.
    case noFace(share: Double)
    /// Seconds with a face in one piece.
    case tooShort(seconds: Double)
    /// Pixels between the sides of the face.
    case faceTooSmall(pixels: Int)
    /// Bytes needed, and those that may be written.
    case diskFull(needed: Int64, free: Int64)
    /// The archive; a sentence.
    case unreadable(String)

    var code: String {
        switch self {
        case .noFace: "no_face"
        case .tooShort: "clip_too_short"
        case .faceTooSmall: "face_too_small"
        case .diskFull: "disk_full"
        case .unreadable: "unreadable_avatar"
        }
    }

    var message: String {
        switch self {
        case .noFace(let share):
            "A face was found in only \(Int((share * 100).rounded(.down))) % of the frames; at least "
                + "\(Int(InputLimits.avatarFaces * 100)) % are needed. Use a clip in which one person faces the camera."
        case .tooShort(let seconds):
            "The longest part of the video that shows the face without a cut is "
                + "\((seconds * 10).rounded(.down) / 10) s long; at least \(Int(InputLimits.avatarSeconds)) s is needed."
        case .faceTooSmall(let pixels):
            "The face in the video is only \(pixels) pixels wide; at least \(InputLimits.faceWidth) are needed. "
                + "Come closer or film in a higher resolution."
        case .diskFull(let needed, let free):
            "The avatar may take \(needed >> 20) MB, and only \(free >> 20) MB can be written. Use a shorter clip, or make "
                + "room on the disk."
        case .unreadable(let reason): "The avatar cannot be used. \(reason)"
        }
    }

    var values: Figures {
        switch self {
        case .noFace(let share):
            ["share_percent": .number(share), "needed_percent": .number(InputLimits.avatarFaces)]
        case .tooShort(let seconds):
            ["length_seconds": .number(seconds), "needed_seconds": .number(InputLimits.avatarSeconds)]
        case .faceTooSmall(let pixels): ["pixels": .count(pixels), "needed_pixels": .count(InputLimits.faceWidth)]
        case .diskFull(let needed, let free):
            ["needed_bytes": .number(Double(needed)), "free_bytes": .number(Double(free))]
        case .unreadable: [:]
        }
    }
}
