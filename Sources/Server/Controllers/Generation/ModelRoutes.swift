import Domain
import HTTPTypes
import Hummingbird
import Studio

/// The routes that avatars and cloned voices have in common.
struct ModelRoutes<Request: TrainingRequest, Model: ModelBody> {
    let kind: TrainedModel.Kind
    let path: String
    let noun: String
    let models: TrainedModels
    let addresses: MediaAddresses
    let limits: ServerLimits
    /// What an estimate takes: the training's source alone.
    let estimate: BodyReader<TrainingEstimateRequest>

    private var one: String { kind == .video ? "an \(noun)" : "a \(noun)" }

    var operations: [Operation] {
        [
            .scoped(
                .models, .post, path, kind == .video ? "Train an avatar" : "Clone a voice", tag: "Models",
                .data(Model.self, "The \(noun), waiting for its training.", status: 202), handler: train
            ).with(body: .json(Request.schema), refusals: GenerationController.refusals, replaysByKey: true),
            .scoped(
                .models, .post, path + "/estimate", "Check the input and estimate the work", tag: "Models",
                .data(EstimateBody.self, "What it would cost and take. Nothing is queued."), handler: foretell
            ).with(body: .json(estimate.schema), refusals: GenerationController.refusals),
            .scoped(
                .read, .get, path, "List the \(noun)s", tag: "Models", .data(PageBody<Model>.self, "Newest first."),
                handler: list
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, path + "/{id}", "Get \(one)", tag: "Models", .data(Model.self, "The \(noun)."),
                handler: show),
            .scoped(
                .models, .patch, path + "/{id}", "Rename \(one)", tag: "Models",
                .data(Model.self, "The renamed \(noun)."), handler: rename
            ).with(body: .json(NameRequest.schema)),
            .scoped(
                .models, .delete, path + "/{id}", "Delete \(one)", tag: "Models",
                .data(Nothing.self, "The \(noun) is deleted."), handler: delete
            ).with(refusals: [409]),
            .scoped(
                .models, .post, path + "/{id}/retry", "Retry a failed training", tag: "Models",
                .data(Model.self, "The \(noun), back in the queue.", status: 202), handler: retry
            ).with(refusals: [402, 409], replaysByKey: true),
        ]
    }

    private func body(_ view: TrainedModelView, status: HTTPResponse.Status = .ok) -> Response {
        Answer.data(Model(view: view, addresses: addresses), status: status)
    }

    private func train(_ call: Call) async throws -> Response {
        let wanted = try await call.visit.json(Request.self, limits)
        var training = TrainedModels.Request(
            kind: kind, name: wanted.name, source: wanted.source, consent: wanted.consent, language: wanted.language)
        training.engine = wanted.engine
        training.webhook = wanted.webhook
        let account = call.caller.account.id
        let view = try await call.visit.whileClientWaits { [models, training] in
            try await models.train(training, account: account)
        }
        return body(view, status: .accepted)
    }

    private func foretell(_ call: Call) async throws -> Response {
        let wanted = try await call.visit.json(estimate, limits)
        let account = call.caller.account.id
        let estimate = try await call.visit.whileClientWaits { [models, kind] in
            try await models.estimate(kind: kind, source: wanted.source, engine: wanted.engine, account: account)
        }
        return Answer.data(EstimateBody(estimate: estimate))
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await models.list(kind, of: call.caller.account.id, page: call.visit.page())
        return Answer.data(PageBody(page: page.map { Model(view: $0, addresses: addresses) }))
    }

    private func show(_ call: Call) async throws -> Response {
        body(try await models.get(call.visit.id(noun), kind, of: call.caller.account.id))
    }

    private func rename(_ call: Call) async throws -> Response {
        let name = try await call.visit.json(NameRequest.self, limits).name
        return body(try await models.rename(call.visit.id(noun), kind, of: call.caller.account.id, name: name))
    }

    private func delete(_ call: Call) async throws -> Response {
        try await models.delete(call.visit.id(noun), kind, of: call.caller.account.id)
        return Answer.deleted()
    }

    private func retry(_ call: Call) async throws -> Response {
        body(try await models.retry(call.visit.id(noun), kind, of: call.caller.account.id), status: .accepted)
    }
}
