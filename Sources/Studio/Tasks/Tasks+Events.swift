import Domain

extension Tasks {
    /// Follows one task of an account or all of them.
    ///
    /// A listener that asks for nothing it has seen gets the present status first, as does one that has missed events
    /// which are no longer remembered. The stream of one task ends with it; one that has ended and whose events the
    /// listener has all seen gives an empty stream.
    /// - Parameters:
    ///   - after: the id of the last event that the listener has seen.
    ///   - credential: by what the listener was let in; the stream ends with it.
    /// - Throws: ``StudioError/notFound(_:)``; ``StudioError/unauthenticated(_:)`` when the credential has just ended.
    package func events(
        of account: AccountID, task id: TaskID?, after: UInt64?, credential: Credential? = nil
    ) async throws -> AsyncStream<TaskEvent> {
        // Listening first and looking afterwards misses nothing.
        let present = feed.lastID
        let (live, isIncomplete) = feed.listen(
            account: account, task: id, after: after, credential: credential)
        // It may have ended between the look at it and the listening.
        if let credential, try await !store.isGood(credential) {
            throw StudioError.unauthenticated("the session or the key has ended")
        }
        var opening: [TaskView] = []
        if let id {
            let view = try await get(id, account: account)
            if view.task.status.isFinished {
                return try await past(of: view, after: isIncomplete ? nil : after, present: present)
            }
            if isIncomplete { opening = [view] }
        } else if after != nil, isIncomplete {
            opening = try await list(account: account, status: nil, kind: nil, page: PageRequest(limit: 50)).items
                .reversed()
        }
        let (events, continuation) = AsyncStream.makeStream(
            of: TaskEvent.self, bufferingPolicy: .bufferingNewest(512))
        let pump = Task { [opening] in
            defer { continuation.finish() }
            for view in opening { continuation.yield(TaskEvent(view, id: present)) }
            for await event in live {
                // One that cannot be told ends the stream: whoever listens comes back and asks for what it has missed.
                guard let told = try? await told(event) else { return }
                continuation.yield(told)
                if id != nil, case .status(let view) = told.kind, view.task.status.isFinished { return }
            }
        }
        continuation.onTermination = { _ in pump.cancel() }
        return events
    }

    /// What is left to tell of a task that has ended.
    /// - Parameter after: the last event that the listener has seen; nil when it had better see the end itself.
    private func past(of view: TaskView, after: UInt64?, present: UInt64) async throws -> AsyncStream<TaskEvent> {
        let (events, continuation) = AsyncStream.makeStream(
            of: TaskEvent.self, bufferingPolicy: .bufferingNewest(512))
        defer { continuation.finish() }
        let remembered = feed.remembered(account: view.task.accountID, task: view.task.id)
        // The row says that a task has ended a moment before the feed does.
        let endIsTold = remembered.last { if case .status = $0.kind { true } else { false } }?.isEnd == true
        guard let after, endIsTold else {
            continuation.yield(TaskEvent(view, id: present))
            return events
        }
        for event in remembered where event.id > after {
            continuation.yield(try await told(event))
        }
        return events
    }

    /// The task once it has ended, or as it is when the time is over.
    package func wait(for id: TaskID, account: AccountID, upTo limit: Duration) async throws -> TaskView {
        let (events, _) = feed.listen(account: account, task: id, after: nil)
        let view = try await get(id, account: account)
        guard !view.task.status.isFinished else { return view }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events {
                    if case .status(let task) = event.kind, task.status.isFinished { return }
                }
            }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        return try await get(id, account: account)
    }

    private func told(_ event: FeedEvent) async throws -> TaskEvent {
        let kind: TaskEvent.Kind
        switch event.kind {
        case .progress(let stage, let progress, let etaSeconds):
            kind = .progress(stage: stage, progress: progress, etaSeconds: etaSeconds)
        case .log(let line): kind = .log(line)
        case .pack(let pack, let work): kind = .pack(pack, work)
        case .order(let order, let status): kind = .order(order, status)
        case .delivery(let delivery): kind = .delivery(delivery)
        case .notices: kind = .notices
        case .status(let task): kind = .status(try await view(of: task))
        }
        return TaskEvent(id: event.id, account: event.account, taskID: event.taskID, kind: kind)
    }
}

extension TaskEvent {
    fileprivate init(_ view: TaskView, id: UInt64) {
        self.init(id: id, account: view.task.accountID, taskID: view.task.id, kind: .status(view))
    }
}

extension FeedEvent {
    fileprivate var isEnd: Bool { if case .status(let task) = kind { task.status.isFinished } else { false } }
}
