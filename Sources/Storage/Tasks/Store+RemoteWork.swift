import Domain

/// What a service has of a task. Each step is durable before the next one is taken.
extension Store {
    /// The service is about to be asked to take the task.
    package func noteHandOver(of id: TaskID, at: Timestamp) async throws {
        try await writeTask { db in try db.task(id, after: .handOver, ["id": id, "at": at]) }
    }

    /// The service has taken it, under this name. When the task has ended meanwhile, the service is to end it.
    /// - Returns: false when the task is not running any more.
    package func note(_ work: RemoteWork, of task: GenerationTask, at: Timestamp) async throws -> Bool {
        try await commits.write { [tasks, outboxArrivals] running in
            if let running { tasks.put(running, for: running.id) } else { outboxArrivals.note(.remoteWork) }
        } _: { db -> GenerationTask? in
            if let running = try db.task(task.id, after: .noteRemote, ["id": task.id, "remoteID": work.id]) {
                return running
            }
            try OutboxEntry.ending(work, of: task.engine, at: at).insert(db)
            return nil
        } != nil
    }

    /// The service has nothing of it any more, or never had.
    package func forgetRemoteWork(of id: TaskID) async throws {
        try await writeTask { db in try db.task(id, after: .forgetRemote, ["id": id]) }
    }

    /// Whether a task of the engine is known to be what the service calls so.
    package func hasRemoteWork(_ remoteID: String, of engine: String) async throws -> Bool {
        try await read { db in
            try db.holds(TaskStatement.hasRemote, ["engine": engine, "remoteID": remoteID])
        }
    }

    /// Gives a waiting task that no service has to another engine; nil when it is something else meanwhile.
    package func reassign(_ id: TaskID, to engine: String) async throws -> GenerationTask? {
        try await writeTask { db in try db.task(id, after: .reassign, ["id": id, "engine": engine]) }
    }
}
