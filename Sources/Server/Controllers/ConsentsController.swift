import Domain
import Hummingbird
import Studio

/// `/consents`: the recorded agreement of the people who are cloned.
struct ConsentsController: Controller {
    private let consents: Consents
    private let limits: ServerLimits

    init(_ edge: Edge) { (consents, limits) = (edge.house.consents, edge.limits) }

    var operations: [Operation] {
        [
            .scoped(
                .models, .post, "/consents", "Begin a consent", tag: "Consent",
                .data(
                    ConsentBody.schema,
                    "With the sentence to speak, in the account's language or that of `Accept-Language`: English, "
                        + "Chinese or Japanese. Good for 30 minutes.", status: 201),
                handler: begin
            ).with(body: .json(ConsentRequest.schema), replaysByKey: true),
            .scoped(
                .read, .get, "/consents", "List the consents", tag: "Consent",
                .data(.page(of: ConsentBody.schema), "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, "/consents/{id}", "Show a consent", tag: "Consent",
                .data(ConsentBody.schema, "The consent."),
                handler: { call in
                    body(try await consents.get(call.visit.id("consent"), of: call.caller.account.id))
                }),
            .scoped(
                .models, .post, "/consents/{id}/recording", "Give the recording of the sentence", tag: "Consent",
                .data(
                    ConsentBody.schema,
                    "The consent, recorded. That there is sound is checked; what is said in it is not recognised but "
                        + "kept for people to hear."), handler: record
            ).with(body: .json(RecordingRequest.schema), replaysByKey: true),
            .admin(
                .post, "/consents/{id}/waiver", "Answer for a consent given elsewhere", tag: "Consent",
                .data(ConsentBody.schema, "The consent, waived; administrators only."), handler: waive
            ).with(body: .json(WaiverRequest.schema), replaysByKey: true),
        ]
    }

    private func body(_ consent: Consent) -> Response {
        Answer.data(ConsentBody(consent: consent, moment: consents.moment))
    }

    private func begin(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(ConsentRequest.self, limits)
        guard let kind = Consent.Kind(rawValue: request.kind) else {
            throw ErrorBody.invalid("kind", "`kind` must be face or voice.")
        }
        let consent = try await consents.begin(
            kind, subject: request.subject, account: call.caller.account.id, client: call.visit.client)
        return Answer.data(
            ConsentBody(consent: consent, moment: consents.moment), status: .created,
            headers: [.location: "/api/v1/consents/\(consent.id.rawValue)"])
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await consents.list(of: call.caller.account.id, page: call.visit.page())
        let moment = consents.moment
        return Answer.data(PageBody(page: page.map { ConsentBody(consent: $0, moment: moment) }))
    }

    private func record(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(RecordingRequest.self, limits)
        guard let file = FileID(rawValue: request.fileID) else {
            throw ErrorBody.invalid("file_id", "`file_id` is not the id of a file.")
        }
        return body(try await consents.record(file, for: call.visit.id("consent"), of: call.caller.account.id))
    }

    private func waive(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(WaiverRequest.self, limits)
        return body(
            try await consents.waive(call.visit.id("consent"), reason: request.reason, by: call.caller.account))
    }

    private struct ConsentRequest: Decodable {
        let kind: String
        let subject: String

        static let schema = Schema.object([
            Schema.Field("kind", .choice(Consent.Kind.allCases.map(\.rawValue))),
            Schema.Field("subject", .string(), "The person's name; 1 to 200 characters."),
        ])
    }

    private struct RecordingRequest: Decodable {
        let fileID: String

        enum CodingKeys: String, CodingKey { case fileID = "file_id" }

        static let schema = Schema.object([Schema.Field("file_id", .id, "Sound, or a video with sound.")])
    }

    private struct WaiverRequest: Decodable {
        let reason: String

        static let schema = Schema.object([Schema.Field("reason", .string(), "1 to 200 characters.")])
    }
}

/// A consent as its owner sees it.
private struct ConsentBody: JSONValue, Sendable {
    let consent: Consent
    let moment: Timestamp

    static let schema = Schema.named(
        "Consent",
        .object([
            Schema.Field("id", .id), Schema.Field("kind", .choice(Consent.Kind.allCases.map(\.rawValue))),
            Schema.Field("subject", .string()),
            Schema.Field("status", .choice(Consent.Status.allCases.map(\.rawValue))),
            Schema.Field("sentence", .string(), "To be spoken, code and all."), Schema.Field("code", .string()),
            Schema.Field("expires_at", .time, "Of the sentence; a recorded consent does not expire."),
            Schema.Field("recording_file_id", .nullable(.id)), Schema.Field("recorded_at", .nullable(.time)),
            Schema.Field("waived_by", .nullable(.id)), Schema.Field("waiver_reason", .nullable(.string())),
            Schema.Field("created_at", .time),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", consent.id)
            json.field("kind", consent.kind.rawValue)
            json.field("subject", consent.subject)
            json.field("status", consent.status(at: moment).rawValue)
            json.field("sentence", consent.sentence)
            json.field("code", consent.code)
            json.field("expires_at", consent.expiresAt)
            json.field("recording_file_id", consent.recording?.fileID)
            json.field("recorded_at", consent.recording?.recordedAt)
            json.field("waived_by", consent.waiver?.by)
            json.field("waiver_reason", consent.waiver?.reason)
            json.field("created_at", consent.createdAt)
        }
    }
}
