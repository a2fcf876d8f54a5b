import Domain
import Hummingbird
import Studio

/// `/admin/consents`: what a person has to hear before somebody is cloned.
struct ConsentReviewController: Controller {
    private let consents: Consents
    private let media: MediaAddresses
    private let limits: ServerLimits

    init(_ edge: Edge) { (consents, media, limits) = (edge.house.consents, edge.addresses, edge.limits) }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/consents", "List the consents to review",
                .data(PageBody<ConsentReviewBody>.self, "Those with the status `needs_review`, newest first."),
                handler: list
            ).with(parameters: Operation.Parameter.paging),
            .admin(
                .post, "/admin/consents/{id}/approve", "Approve a consent",
                .data(ConsentBody.self, "The approved consent. Models that wait for it begin."),
                handler: { try await review($0, isApproved: true) }
            ).with(body: .json(ConsentReviewRequest.schema), refusals: [409], replaysByKey: true),
            .admin(
                .post, "/admin/consents/{id}/refuse", "Refuse a consent",
                .data(ConsentBody.self, "The refused consent. Models that wait for it fail; others stay."),
                handler: { try await review($0, isApproved: false) }
            ).with(body: .json(ConsentReviewRequest.schema), refusals: [409], replaysByKey: true),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await consents.toReview(by: call.caller.account, page: call.visit.page())
        let moment = consents.moment
        return Answer.data(
            PageBody(
                page: page.map { line in
                    ConsentReviewBody(
                        consent: line.consent, email: line.email, moment: moment,
                        recordingURL: line.consent.recording.map { media.content($0.fileID) },
                        sampleURL: line.sampleFileID.map(media.content))
                }))
    }

    private func review(_ call: Call, isApproved: Bool) async throws -> Response {
        let note = try await call.visit.json(ConsentReviewRequest.self, limits).note
        let consent = try await consents.review(
            call.visit.id("consent"), isApproved: isApproved, note: note, by: call.caller.account,
            client: call.visit.client)
        return Answer.data(ConsentBody(consent: consent, moment: consents.moment))
    }
}
