import Domain
import GRDB

extension Store {
    package func model(_ id: ModelID, of account: AccountID) async throws -> TrainedModel? {
        try await read { db in
            try db.row(ModelStatement.ofAccount, ["id": id, "accountID": account]).map(TrainedModel.init(row:))
        }
    }

    /// Whoever's it is, deleted or not: for the queue.
    package func model(_ id: ModelID) async throws -> TrainedModel? {
        try await read { db in try db.row(ModelStatement.byID, ["id": id]).map(TrainedModel.init(row:)) }
    }

    /// The model that the task trains.
    package func model(trainedBy task: TaskID) async throws -> TrainedModel? {
        try await read { db in try db.row(ModelStatement.ofTask, ["taskID": task]).map(TrainedModel.init(row:)) }
    }

    /// Newest first.
    package func models(
        of account: AccountID, kind: TrainedModel.Kind, page: PageRequest
    ) async throws -> Page<TrainedModel> {
        try await read { db in
            let rows = try db.rows(ModelStatement.list, page.arguments(["accountID": account, "kind": kind]))
            return page.cut(try rows.map(TrainedModel.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// - Returns: the model as it is now; nil when the account has no such model.
    package func renameModel(_ id: ModelID, of account: AccountID, name: String) async throws -> TrainedModel? {
        try await commits.write(needsRoom: true) { db in
            let row = try db.row(ModelStatement.rename, ["id": id, "accountID": account, "name": name])
            guard let model = try row.map(TrainedModel.init(row:)) else { return nil }
            try db.run(ModelStatement.renameTask, ["id": model.taskID, "title": name])
            return model
        }
    }

    /// Marks the model and its preview as deleted; their bytes go with the next sweep.
    /// - Returns: false when the account has no such model.
    /// - Throws: ``StoreError/inUse(_:)`` while a task trains or needs it.
    package func deleteModel(_ id: ModelID, of account: AccountID, at: Timestamp = .now()) async throws -> Bool {
        let deleted = try await commits.write { [self] (deleted: DeletedModel?) in
            if let preview = deleted?.preview { forget(preview) }
            if deleted?.hasLeftWork == true { outboxArrivals.note(.remoteWork) }
        } _: { db -> DeletedModel? in
            let row = try db.row(ModelStatement.ofAccount, ["id": id, "accountID": account])
            guard let model = try row.map(TrainedModel.init(row:)) else { return nil }
            if let task = try db.row(ModelStatement.needed, ["modelID": id]) {
                throw StoreError.inUse(try task.get("id"))
            }
            try db.run(ModelStatement.delete, ["id": id, "accountID": account, "at": at])
            // What lies at a service of it goes, too.
            let training = try db.task(model.taskID)
            let work = training?.status == .succeeded ? training?.remoteID.flatMap(RemoteWork.init) : nil
            if let work, let engine = training?.engine {
                try OutboxEntry.ending(work, of: engine, at: at).insert(db)
            }
            return DeletedModel(
                hasLeftWork: work != nil,
                preview: try model.outcome?.previewFileID.flatMap { try DeletedFile($0, of: account, at: at, in: db) })
        }
        return deleted != nil
    }

    /// A text that belongs to a medium.
    package func sidecar(_ role: Delivery.Sidecar, of file: FileID) async throws -> String? {
        try await read { db in try db.row(SidecarStatement.ofFile, ["fileID": file, "role": role])?.get("content") }
    }

    /// Which texts belong to a medium.
    package func sidecars(of file: FileID) async throws -> Set<Delivery.Sidecar> {
        try await read { db in Set(try db.rows(SidecarStatement.roles, ["fileID": file]).map { try $0.get("role") }) }
    }
}

private struct DeletedModel: Sendable {
    let hasLeftWork: Bool
    let preview: DeletedFile?
}
