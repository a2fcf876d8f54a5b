import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/engine-jobs`, for workers elsewhere that hold a signed address: the inputs of one task and its result; and the ways to
/// say that there is news of it. What is said is a reason to ask the service, and is believed for nothing else.
struct EngineExchangeController: Controller {
    private let exchange: EngineExchange
    private let media: MediaDelivery
    private let limits: ServerLimits

    init(_ edge: Edge) { (exchange, media, limits) = (edge.house.exchange, edge.media, edge.limits) }

    private static let tag = "Engines elsewhere"
    private static let proof = [SignatureField.expires.parameter.required, SignatureField.signature.parameter.required]

    var operations: [Operation] {
        [
            .open(
                .get, "/engine-jobs/{id}/inputs/{role}", "Get an input of a task", tag: Self.tag,
                .bytes(ContentType.all, "The whole file."), .bytes(ContentType.all, "Part of it.", status: 206),
                .empty(304, "The worker's copy is current."), handler: input
            ).with(parameters: Self.proof, refusals: [412, 416], isUnlimited: true),
            .open(
                .put, "/engine-jobs/{id}/outputs/{role}", "Deliver the result of a task", tag: Self.tag,
                .data(Nothing.self, "It is complete."), handler: receive
            ).with(
                parameters: Self.proof, body: Operation.Content(types: ["application/octet-stream"], schema: .binary),
                isUnlimited: true),
            .open(
                .post, "/engine-jobs/{id}/news", "Say that there is news of a task", tag: Self.tag,
                .data(Nothing.self, "The service is asked how the task stands.")
            ) { visit in
                try await exchange.wake(task(visit, .callback))
                return Answer.deleted()
            }.with(parameters: Self.proof),
            .scoped(
                .tasks, .post, "/engines/{name}/news", "Say that there is news of a service's work", tag: Self.tag,
                .data(Nothing.self, "The service is asked how the work stands, if it is known here."), handler: hear
            ).with(body: .json(EngineNews.schema)),
        ]
    }

    private func input(_ visit: Visit) async throws -> Response {
        let role = visit.name("role")
        let file = try await exchange.input(role, of: task(visit, .source(role: role)))
        return try await media.answer(with: file, to: visit, title: file.title, isDownload: false)
    }

    private func receive(_ visit: Visit) async throws -> Response {
        guard let role = EngineOutput.Role(rawValue: visit.name("role")) else { throw ErrorBody.notFound }
        let task = try task(visit, .target(role))
        _ = try visit.announcedLength(upTo: EngineExchange.mostBytes)
        let incoming = try await exchange.receive(role, of: task)
        do {
            try await visit.stream(upTo: EngineExchange.mostBytes) { try await incoming.write($0) }
        } catch {
            await incoming.discard()
            throw error
        }
        try await exchange.keep(incoming, as: role, of: task)
        return Answer.deleted()
    }

    private func hear(_ call: Call) async throws -> Response {
        let news = try await call.visit.json(EngineNews.self, limits)
        try exchange.wake(news.works, of: call.visit.name("name"))
        return Answer.deleted()
    }

    /// - Throws: 404 for an address that was not given out here, or has expired.
    private func task(_ visit: Visit, _ use: EngineLinks.Use) throws(ErrorBody) -> TaskID {
        let id: TaskID = try visit.id("task")
        guard exchange.links.isGood(try SignatureField.proof(in: visit), for: id, use) else { throw ErrorBody.notFound }
        return id
    }
}
