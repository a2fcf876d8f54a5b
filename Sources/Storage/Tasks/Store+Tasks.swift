import Domain
import GRDB

extension Store {
    /// Queues the task and holds what it costs, or does neither.
    /// - Parameters:
    ///   - script: the text to be spoken, 1...100,000 characters.
    ///   - model: what the task trains, kept with it.
    ///   - charge: its price, held until the task is over: minutes of a plan, then credits.
    /// - Returns: the task with its price.
    /// - Throws: ``StoreError/missingFile(_:)`` for an input that is deleted or somebody else's,
    ///   ``StoreError/missingModel(_:)`` likewise, ``StoreError/insufficientCredits(needed:available:)``,
    ///   ``StoreError/insufficientMinutes(neededMs:leftMs:)``.
    @discardableResult
    package func submit(
        _ task: GenerationTask, script: String? = nil, training model: TrainedModel? = nil,
        charging charge: Charge = .nothing
    ) async throws -> GenerationTask {
        try await writeTask(needsRoom: true) { db in
            try db.queue(task, script: script, training: model, charging: charge)
        } ?? task
    }

    package func task(_ id: TaskID, of account: AccountID) async throws -> GenerationTask? {
        guard let task = try await task(id), task.accountID == account else { return nil }
        return task
    }

    /// The text that the task is to speak.
    package func script(of id: TaskID) async throws -> String? {
        try await read { db in try db.row(ScriptStatement.ofTask, ["taskID": id])?.get("text") }
    }

    /// Whoever's it is: for the queue.
    package func task(_ id: TaskID) async throws -> GenerationTask? {
        try await tasks.value(for: id) {
            try await read { db in try db.task(id) }
        }
    }

    /// Newest first, without the parts of others.
    package func tasks(
        of account: AccountID, status: GenerationTask.Status?, kind: GenerationTask.Kind?, page: PageRequest
    ) async throws -> Page<GenerationTask> {
        let statement: TaskStatement
        var filter: StatementArguments = ["accountID": account]
        switch (status, kind) {
        case (nil, nil): statement = .list
        case (let status?, nil):
            statement = .listOfStatus
            filter = filter &+ ["status": status]
        case (nil, let kind?):
            statement = .listOfKind
            filter = filter &+ ["kind": kind]
        case (let status?, let kind?):
            statement = .listOfStatusAndKind
            filter = filter &+ ["status": status, "kind": kind]
        }
        let arguments = page.arguments(filter)
        return try await read { db in
            page.cut(try db.rows(statement, arguments).map(GenerationTask.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// Every queued and running task, oldest first, for the start of the queue.
    package func unfinishedTasks() async throws -> [GenerationTask] {
        let limit = 1000
        var found: [GenerationTask] = []
        while true {
            let after = found.last?.id.rawValue ?? ""
            let part = try await read { db in
                try db.rows(TaskStatement.unfinished, ["after": after, "limit": limit]).map(GenerationTask.init(row:))
            }
            found += part
            if part.count < limit { return found }
        }
    }

    /// The tasks that were asked for last, whoever's, whatever became of them; oldest first.
    package func lastTasks(_ limit: Int = 200) async throws -> [GenerationTask] {
        try await read { db in
            try db.rows(TaskStatement.last, ["limit": limit]).map(GenerationTask.init(row:)).reversed()
        }
    }

    /// How many tasks of the account are queued or running.
    package func activeTaskCount(of account: AccountID) async throws -> Int {
        try await read { db in try db.row(TaskStatement.countActive, ["accountID": account])?.get("count") ?? 0 }
    }

    /// One transaction that ends with the task as it is then, remembered once it is durable; nil changed nothing.
    @discardableResult
    func writeTask(
        needsRoom: Bool = false, _ body: @escaping @Sendable (Database) throws -> GenerationTask?
    ) async throws -> GenerationTask? {
        try await commits.write(needsRoom: needsRoom) { [tasks] task in
            if let task { tasks.put(task, for: task.id) }
        } _: { db in
            try body(db)
        }
    }
}

extension Database {
    /// - Returns: the task with its price.
    func queue(
        _ task: GenerationTask, script: String?, training model: TrainedModel?, charging charge: Charge
    ) throws -> GenerationTask {
        let priced = try cover(task, charge, at: task.createdAt)
        try priced.insert(self)
        try priced.insertInputs(self)
        if let script { try run(ScriptStatement.insert, ["taskID": task.id, "text": script]) }
        try model?.insert(self)
        try hold(for: priced, number: 1, welcome: charge.welcome, at: task.createdAt)
        return priced
    }
}

extension GenerationTask {
    /// Inserts the inputs of a task that is there.
    /// - Throws: ``StoreError/missingFile(_:)``, ``StoreError/missingModel(_:)``.
    fileprivate func insertInputs(_ db: Database) throws {
        for input in inputs.items {
            func insert(_ statement: TaskInputStatement, _ source: some DatabaseValueConvertible) throws -> Bool {
                try db.run(
                    statement,
                    [
                        "taskID": id, "role": input.role, "position": input.position, "sourceID": source,
                        "accountID": accountID,
                    ]) == 1
            }
            switch input.source {
            case .file(let file): guard try insert(.insertFile, file) else { throw StoreError.missingFile(file) }
            case .model(let model): guard try insert(.insertModel, model) else { throw StoreError.missingModel(model) }
            }
        }
    }

    /// - Throws: ``StoreError/missingFile(_:)``, ``StoreError/missingModel(_:)``.
    func requireInputs(_ db: Database) throws {
        for input in inputs.items {
            switch input.source {
            case .file(let id):
                guard try db.holds(TaskStatement.isInput, ["fileID": id, "accountID": accountID]) else {
                    throw StoreError.missingFile(id)
                }
            case .model(let id):
                guard try db.holds(ModelStatement.isUsable, ["id": id, "accountID": accountID]) else {
                    throw StoreError.missingModel(id)
                }
            }
        }
    }
}
