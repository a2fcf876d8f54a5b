import Domain
import Studio

/// `POST /consents`.
struct ConsentRequest: InputBody {
    let kind: Consent.Kind
    let subject: String

    static let body = BodyReader(
        named: "ConsentRequest", .field("kind", .word),
        .field("subject", .title(Title.longest), "The name of the person."), make: Self.init)
}

/// `POST /consents/{id}/recording`.
struct RecordingRequest: InputBody {
    let fileID: FileID

    static let body = BodyReader(
        named: "ConsentRecording", .field("file_id", .id(of: "a file"), "Audio, or a video with sound."),
        make: Self.init)
}

/// `POST /admin/consents/{id}/approve` and `…/refuse`.
struct ConsentReviewRequest: InputBody {
    let note: String?

    static let body = BodyReader(
        named: "ConsentDecision", .optional("note", .title(Title.longest), "Kept on record; its owner sees it."),
        make: Self.init)
}

/// `POST /consents/{id}/waiver`.
struct WaiverRequest: InputBody {
    let reason: String

    static let body = BodyReader(named: "ConsentWaiver", .field("reason", .title(Title.longest)), make: Self.init)
}
