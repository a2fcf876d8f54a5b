import Domain
import Hummingbird
import Studio

/// `/tasks`: follows generation, ends it and tries it again.
struct TasksController: Controller {
    private let tasks: Tasks
    private let addresses: MediaAddresses

    init(_ edge: Edge) { (tasks, addresses) = (edge.house.tasks, edge.addresses) }

    var operations: [Operation] {
        let show = Operation.scoped(
            .read, .get, "/tasks/{id}", "Show a task", tag: "Generation", .data(TaskBody.schema, "The task."),
            handler: show)
        let list = Operation.scoped(
            .read, .get, "/tasks", "List the tasks", tag: "Generation",
            .data(.page(of: TaskBody.schema), "Tasks, newest first."), handler: list
        ).with(
            parameters: Operation.Parameter.paging + [
                .query("status", .choice(GenerationTask.Status.allCases.map(\.rawValue)), "Only these."),
                .query("kind", .choice(GenerationTask.Kind.allCases.map(\.rawValue)), "Only these."),
            ])
        return [
            show, show.at("/videos/tasks/{id}"), list, list.at("/tasks/user/tasks"),
            .scoped(
                .tasks, .delete, "/tasks/{id}", "Cancel a task", tag: "Generation",
                .data(TaskBody.schema, "The task, cancelled."), handler: cancel),
            .scoped(
                .tasks, .post, "/tasks/{id}/retry", "Try a task again", tag: "Generation",
                .data(TaskBody.schema, "The task, in the queue again.", status: 202), handler: retry
            ).with(replaysByKey: true),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let view = try await tasks.get(call.visit.id("task"), account: call.caller.account.id)
        return Answer.data(TaskBody(view: view, addresses: addresses))
    }

    private func list(_ call: Call) async throws -> Response {
        let visit = call.visit
        let page = try await tasks.list(
            account: call.caller.account.id, status: visit.filter("status", as: GenerationTask.Status.self),
            kind: visit.filter("kind", as: GenerationTask.Kind.self), page: visit.page())
        return Answer.data(PageBody(page: page.map { TaskBody(view: $0, addresses: addresses) }))
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
