import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/tasks`: follows generation, ends it and tries it again.
struct TasksController: Controller {
    private let tasks: Tasks
    private let addresses: MediaAddresses

    init(_ edge: Edge) { (tasks, addresses) = (edge.house.tasks, edge.addresses) }

    private static let status = QueryField(
        "status", Input<GenerationTask.Status>.word, "Only tasks with this status.")
    private static let kind = QueryField("kind", Input<GenerationTask.Kind>.word, "Only tasks of this kind.")

    var operations: [Operation] {
        let show = Operation.scoped(
            .read, .get, "/tasks/{id}", "Get a task", tag: "Generation", .data(TaskBody.self, "The task."),
            handler: show)
        let list = Operation.scoped(
            .read, .get, "/tasks", "List the tasks", tag: "Generation",
            .data(PageBody<TaskBody>.self, "Newest first."), handler: list
        ).with(parameters: Operation.Parameter.paging + [Self.status.parameter, Self.kind.parameter])
        return [
            show, show.at("/videos/tasks/{id}"), list, list.at("/tasks/user/tasks"),
            .scoped(
                .read, .get, "/tasks/{id}/log", "Download the engine's log", tag: "Generation",
                .bytes("text/plain", "One line per event, oldest first. Kept for 30 days."), handler: log),
            .scoped(
                .tasks, .delete, "/tasks/{id}", "Cancel a task", tag: "Generation",
                .data(TaskBody.self, "The cancelled task."), handler: cancel
            ).with(refusals: [409]),
            .scoped(
                .tasks, .post, "/tasks/{id}/retry", "Retry a task", tag: "Generation",
                .data(TaskBody.self, "The task, back in the queue.", status: 202), handler: retry
            ).with(refusals: [402, 409], replaysByKey: true),
            .scoped(
                .tasks, .post, "/tasks/{id}/retry/estimate", "Estimate the price of a retry", tag: "Generation",
                .data(EstimateBody.self, "What it would cost. Nothing is queued."),
                handler: { call in
                    let id: TaskID = try call.visit.id("task")
                    return Answer.data(
                        EstimateBody(estimate: try await tasks.estimateRetry(of: id, account: call.caller.account.id)))
                }
            ).with(refusals: [409]),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let view = try await tasks.get(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses))
    }

    private func list(_ call: Call) async throws -> Response {
        let visit = call.visit
        let page = try await tasks.list(
            account: call.caller.account.id, status: visit.value(of: Self.status),
            kind: visit.value(of: Self.kind), page: visit.page())
        return Answer.data(PageBody(page: page.map { TaskBody(view: $0, addresses: addresses) }))
    }

    private func log(_ call: Call) async throws -> Response {
        let id: TaskID = try call.visit.id("task")
        let text = try await tasks.log(of: id, account: call.caller.account.id)
        let headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"\(id).log\"",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func cancel(_ call: Call) async throws -> Response {
        let view = try await tasks.cancel(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses))
    }

    private func retry(_ call: Call) async throws -> Response {
        let view = try await tasks.retry(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses), status: .accepted)
    }
}
