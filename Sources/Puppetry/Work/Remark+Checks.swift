import Media

/// What the checks say of inputs that will work, but not well.
extension Remark {
    static func facesInPicture(_ count: Int) -> Remark {
        Remark(
            "faces_in_picture", "The picture shows \(count) faces. Only one of them is used.", ["count": .count(count)])
    }

    static func peopleInPicture(_ count: Int) -> Remark {
        Remark(
            "people_in_picture", "The picture shows \(count) people. Only one of them is used.",
            ["count": .count(count)])
    }

    static func facesInClip(_ count: Int) -> Remark {
        Remark(
            "faces_in_clip", "The clip shows \(count) faces. Only one of them is followed.", ["count": .count(count)])
    }

    static func peopleInClip(_ count: Int) -> Remark {
        Remark(
            "people_in_clip", "The clip shows \(count) people. Only one of them is followed.", ["count": .count(count)])
    }

    static let smallFace = Remark("small_face", "The face in the picture is small. The result will be coarse.")

    static let noFaceInPicture = Remark(
        "no_face_in_picture", "No face was found in the picture. The head will move without expression.")

    static func faceUnseen(frames: Int) -> Remark {
        Remark(
            "face_unseen", "No face was found in the first \(frames) frames of the clip.", ["count": .count(frames)])
    }

    static func nobodySeen(frames: Int) -> Remark {
        Remark("nobody_seen", "Nobody was found in the first \(frames) frames of the clip.", ["count": .count(frames)])
    }

    /// - Parameter share: of the frames, 0...1.
    static func faceSeldom(share: Double, frames: Int) -> Remark {
        Remark(
            "face_seldom", "A face was found in only \(Int(share * 100)) % of the first \(frames) frames.",
            ["share_percent": .number(share), "frames": .count(frames)])
    }
}
