import Domain
import Storage

/// Failed and cancelled tasks, tried again.
extension Tasks {
    /// What trying a failed or cancelled task again would cost now, without queueing it.
    package func estimateRetry(of id: TaskID, account: AccountID) async throws -> WorkEstimate {
        let task = try await row(id, account)
        try Self.requireFailure(of: task)
        var charges = [billing.charge(again: task)]
        for scene in try await failedScenes(of: task) { charges.append(billing.charge(again: scene)) }
        return WorkEstimate(engine: nil, price: try await billing.price(of: charges, for: account))
    }

    private static func requireFailure(of task: GenerationTask) throws {
        guard task.status == .failed || task.status == .cancelled else {
            throw StudioError.conflict(Conflict("task_not_failed", "only a failed or cancelled task can be retried"))
        }
    }

    /// Queues a failed or cancelled task again, with all its attempts before it.
    package func retry(_ id: TaskID, account: AccountID) async throws -> TaskView {
        let task = try await row(id, account)
        let isOver = task.status == .failed || task.status == .cancelled
        if IdempotencyClaim.earlierID(of: GenerationTask.self) != nil, !isOver {
            return try await view(of: task)
        }
        try Self.requireFailure(of: task)
        let order = try await orderAgain(task)
        let scenes = try await ordersAgain(scenesOf: task)
        try await reserve(id, of: account)
        do {
            let queued = try await transitions.retry(
                order, scenes: scenes, of: account, at: now(), waits: waitsForConsents)
            if let first = try await take(queued) { return try await view(of: first) }
        } catch StoreError.missingFile, StoreError.missingModel, StoreError.missingScene {
            board.release(id, of: account)
            throw StudioError.conflict(Conflict("inputs_deleted", "a file or model of this task has been deleted"))
        } catch StoreError.consentRefused {
            board.release(id, of: account)
            throw StudioError.conflict(Conflict("consent_refused", "the consent for this was refused"))
        } catch {
            board.release(id, of: account)
            throw Self.refusal(error)
        }
        // Another request was faster; if that one's task is under way, it is counted as such.
        if try await row(id, account).status.isFinished { board.release(id, of: account) }
        throw StudioError.conflict(Conflict("task_retried", "this task is already being retried"))
    }

    /// How a task is done and paid that is tried again.
    func orderAgain(_ task: GenerationTask) async throws -> TaskRetry {
        let (engine, bond) = try await engine(again: task)
        try await billing.requirePlan(for: task.kind, task.mode, of: task.accountID)
        return TaskRetry(id: task.id, engine: engine, bond: bond, charge: billing.charge(again: task))
    }
}
