import Domain
import Studio

/// `POST /avatar-backend/jobs`.
struct AvatarJobRequest: InputBody {
    let name: String?
    let source: FileSource
    let consent: ConsentID?
    let callback: String?
    let engine: String?

    static let body = BodyReader(
        named: "AvatarJobOrder",
        .optional("file_id", Input<FileID>.id(of: "a file"), "A clip of one person. Or give `video_url`."),
        SourceField.url("video"),
        .optional("name", Input.title(Title.longest), "Of the avatar; else the clip’s."),
        .optional(
            "consent_id", Input<ConsentID>.id(of: "a consent"),
            "The consent of the person in the clip. Without it an administrator’s key records a waiver."),
        .optional(
            "callback_url", Input.text(1...2000, format: "uri"), "Receives a signed POST when the training ends."),
        EngineField.engine,
        rules: [.one(of: ["file_id", "video_url"])]
    ) { file, url, name, consent, callback, engine throws(ErrorBody) in
        if let callback {
            guard ["http://", "https://"].contains(where: callback.hasPrefix) else {
                throw .invalid("callback_url", "`callback_url` must be an http or https address.")
            }
        }
        guard let source = try SourceField.optional(file, url, "video") else {
            throw .invalid("file_id", "`file_id` or `video_url` is missing.")
        }
        return AvatarJobRequest(
            name: name, source: source, consent: consent, callback: callback, engine: engine)
    }
}
