import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/avatar/jobs` for the page of an earlier platform, `/avatar-backend/jobs` for its backends: the trainings of avatars.
struct AvatarJobsController: Controller {
    private let models: TrainedModels
    private let consents: Consents
    private let archive: AvatarArchive
    private let webhooks: Webhooks
    private let limits: ServerLimits

    init(_ edge: Edge) {
        models = edge.house.models
        consents = edge.house.consents
        archive = AvatarArchive(edge)
        webhooks = edge.house.webhooks
        limits = edge.limits
    }

    private static let page = "/avatar/jobs"
    private static let backend = "/avatar-backend/jobs"
    private static let waiver = "Ordered through the avatar backend"

    var operations: [Operation] {
        routes(Self.page) + routes(Self.backend) + [
            .scoped(
                .models, .post, Self.backend, "Order an avatar", tag: "Avatar jobs",
                .data(OrderedAvatarJobBody.self, "The job, waiting.", status: 202), handler: order
            ).with(body: .json(AvatarJobRequest.schema), refusals: GenerationController.refusals, replaysByKey: true),
            archive.operation(
                Self.backend + "/{id}/archive", "Download the avatar of a job", tag: "Avatar jobs", noun: "avatar job"),
        ]
    }

    private func routes(_ path: String) -> [Operation] {
        [
            .scoped(
                .read, .get, path, "List the avatar jobs", tag: "Avatar jobs",
                .data(PageBody<AvatarJobBody>.self, "Newest first.")
            ) { call in
                let page = try await models.list(.video, of: call.caller.account.id, page: call.visit.page())
                return Answer.data(PageBody(page: page.map { AvatarJobBody(view: $0) }))
            }.with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, path + "/{id}", "Get an avatar job", tag: "Avatar jobs",
                .data(AvatarJobBody.self, "The job.")
            ) { call in
                let view = try await models.get(call.visit.id("avatar job"), .video, of: call.caller.account.id)
                return Answer.data(AvatarJobBody(view: view))
            },
            .scoped(
                .models, .post, path + "/{id}/retry", "Retry a failed avatar job", tag: "Avatar jobs",
                .data(AvatarJobBody.self, "The job, back in the queue.", status: 202)
            ) { call in
                let view = try await models.retry(call.visit.id("avatar job"), .video, of: call.caller.account.id)
                return Answer.data(AvatarJobBody(view: view), status: .accepted)
            }.with(refusals: [402, 409], replaysByKey: true),
            .scoped(
                .models, .post, path + "/{id}/cancel", "Cancel an avatar job", tag: "Avatar jobs",
                .data(AvatarJobBody.self, "The cancelled job.")
            ) { call in
                let view = try await models.cancel(call.visit.id("avatar job"), .video, of: call.caller.account.id)
                return Answer.data(AvatarJobBody(view: view))
            }.with(refusals: [409]),
        ]
    }

    private func order(_ call: Call) async throws -> Response {
        let wanted = try await call.visit.json(AvatarJobRequest.self, limits)
        let account = call.caller.account
        let name = wanted.name ?? "Avatar"
        let consent: ConsentID
        if let named = wanted.consent { consent = named } else { consent = try await waive(name, call) }
        var training = TrainedModels.Request(kind: .video, name: name, source: wanted.source, consent: consent)
        training.callback = wanted.callback
        training.engine = wanted.engine
        let view = try await call.visit.whileClientWaits { [models, training] in
            try await models.train(training, account: account.id)
        }
        let secret = wanted.callback == nil ? nil : webhooks.secretOfRequests(of: account.id).text
        return Answer.data(OrderedAvatarJobBody(job: AvatarJobBody(view: view), secret: secret), status: .accepted)
    }

    /// Backends of the earlier platform know nothing of consents: an administrator answers for what their key orders.
    private func waive(_ subject: String, _ call: Call) async throws -> ConsentID {
        let account = call.caller.account
        guard account.role == .admin else {
            throw ErrorBody.invalid("consent_id", "`consent_id` is missing.")
        }
        let client = call.visit.client
        let begun = try await consents.begin(.face, subject: subject, account: account.id, client: client)
        guard begun.waiver == nil else { return begun.id }
        return try await consents.waive(begun.id, reason: Self.waiver, by: account, client: client).id
    }
}
