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
                    ConsentBody.self,
                    "Contains the sentence to read aloud, in the account's language or that of `Accept-Language` "
                        + "(English, Chinese or Japanese). It expires after 30 minutes.", status: 201),
                handler: begin
            ).with(body: .json(ConsentRequest.schema), replaysByKey: true),
            .scoped(
                .read, .get, "/consents", "List the consents", tag: "Consent",
                .data(PageBody<ConsentBody>.self, "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, "/consents/{id}", "Get a consent", tag: "Consent",
                .data(ConsentBody.self, "The consent."),
                handler: { call in
                    body(try await consents.get(call.visit.id("consent"), of: call.caller.account.id))
                }),
            .scoped(
                .models, .post, "/consents/{id}/recording", "Submit the recording of the sentence", tag: "Consent",
                .data(
                    ConsentBody.self,
                    "The consent, checked: `verified`, or `needs_review` with reasons. The recording is kept as proof. One "
                        + "in which nobody speaks, or that was used before, is not taken (422)."), handler: record
            ).with(body: .json(RecordingRequest.schema), refusals: [409], replaysByKey: true),
            .admin(
                .post, "/consents/{id}/waiver", "Waive the recording of a consent", tag: "Consent",
                .data(ConsentBody.self, "The waived consent. An administrator vouches that it was given elsewhere."),
                handler: waive
            ).with(body: .json(WaiverRequest.schema), refusals: [409], replaysByKey: true),
        ]
    }

    private func body(_ consent: Consent) -> Response {
        Answer.data(ConsentBody(consent: consent, moment: consents.moment))
    }

    private func begin(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(ConsentRequest.self, limits)
        let consent = try await consents.begin(
            request.kind, subject: request.subject, account: call.caller.account.id, client: call.visit.client)
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
        let file = try await call.visit.json(RecordingRequest.self, limits).fileID
        return body(try await consents.record(file, for: call.visit.id("consent"), of: call.caller.account.id))
    }

    private func waive(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(WaiverRequest.self, limits)
        return body(
            try await consents.waive(
                call.visit.id("consent"), reason: request.reason, by: call.caller.account, client: call.visit.client))
    }
}
