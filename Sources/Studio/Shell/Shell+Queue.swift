import Domain
import Storage

extension Shell {
    func tasks(_ limit: Int) async throws -> ShellAnswer {
        let rows = try await store.lastTasks(max(1, min(limit, 1000))).map { task in
            let standing = live?.board.standing(of: task)
            return [
                task.id.rawValue, task.kind.rawValue, task.status.rawValue,
                "\(Int((standing?.progress ?? task.progress) * 100)) %", task.engine, task.createdAt.rfc3339,
                task.failure?.code ?? "",
            ]
        }
        return ShellAnswer(
            rows.isEmpty ? "There are no tasks." : nil,
            columns: ["task", "kind", "status", "progress", "engine", "created", "failure"], rows: rows)
    }

    func cancel(_ id: TaskID) async throws -> ShellAnswer {
        let task = try await task(id)
        if let live {
            _ = try await live.tasks.cancel(id, account: task.accountID)
        } else {
            guard try await store.end(id, as: .cancelled, at: now()) != nil else {
                throw ShellRefusal("The task has \(task.status.rawValue) already.")
            }
        }
        return ShellAnswer("The task was cancelled.")
    }

    func retry(_ id: TaskID) async throws -> ShellAnswer {
        let task = try await task(id)
        if let live {
            _ = try await live.tasks.retry(id, account: task.accountID)
        } else {
            guard try await store.retry(id, of: task.accountID, at: now()) != nil else {
                throw ShellRefusal("Only a failed or cancelled task can be retried.")
            }
        }
        return ShellAnswer("The task is back in the queue.")
    }

    func queue(_ order: ShellOrder.Queue) async throws -> ShellAnswer {
        switch order {
        case .status: break
        case .pause, .drain:
            try await store.setQueuePaused(true)
            await live?.scheduler.pause()
            if order == .drain { await live?.scheduler.drained() }
        case .resume:
            try await store.setQueuePaused(false)
            await live?.scheduler.resume()
        }
        let isPaused = try await store.isQueuePaused()
        let state = isPaused ? "paused: tasks are accepted but not started" : "running"
        guard let live else {
            return ShellAnswer("The server is not running. When it starts, the queue will be \(state).")
        }
        return ShellAnswer(
            "The queue is \(state). Tasks running: \(live.board.runningCount), waiting: \(live.board.waitingCount).")
    }

    private func task(_ id: TaskID) async throws -> GenerationTask {
        guard let task = try await store.task(id) else { throw ShellRefusal("There is no task \(id).") }
        return task
    }
}
