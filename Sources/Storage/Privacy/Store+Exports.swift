import Domain
import Foundation
import GRDB

/// A part of what is known of an account.
package enum PersonalRecord: String, CaseIterable, Sendable {
    case account, pronunciations, favouriteVoices, filmDraft, sessions, identities, passkeys, keys, files, tasks,
        videos, tags
    case folders, shareLinks, webhooks, webhookDeliveries, notices, noticeChoice
    case models, consents, credits, deeds, usage, orders, subscription, deedsOfOthers

    fileprivate var statement: PersonalStatement {
        switch self {
        case .account: .account
        case .pronunciations: .pronunciations
        case .favouriteVoices: .favouriteVoices
        case .filmDraft: .filmDraft
        case .sessions: .sessions
        case .identities: .identities
        case .passkeys: .passkeys
        case .keys: .keys
        case .files: .files
        case .tasks: .tasks
        case .videos: .videos
        case .tags: .tags
        case .folders: .folders
        case .shareLinks: .shareLinks
        case .webhooks: .webhooks
        case .webhookDeliveries: .webhookDeliveries
        case .notices: .notices
        case .noticeChoice: .noticeChoice
        case .models: .models
        case .consents: .consents
        case .credits: .credits
        case .deeds: .deeds
        case .usage: .usage
        case .orders: .orders
        case .subscription: .subscription
        case .deedsOfOthers: .deedsOfOthers
        }
    }
}

/// One medium of an account, or what a model of it learnt.
package struct PersonalBytes: Sendable {
    package let id: String
    package let blob: BlobHash
    package let createdAt: Timestamp
    /// As the probe named it; `tar` for what a model learnt.
    package let container: String
    /// Texts that belong to it, by their role.
    package let sidecars: [String: String]
}

extension Store {
    /// Queues an export, in the place of the account's earlier one.
    /// - Parameters:
    ///   - work: what makes it; names it as its subject.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Returns: the one that is waited for already, if there is one.
    /// - Throws: ``StoreError/credentialEnded``.
    package func request(
        _ export: DataExport, by work: OutboxEntry, credential: Credential? = nil, noting entry: AuditEntry
    ) async throws -> DataExport {
        try await commits.write(needsRoom: true) { [outboxArrivals] _ in
            outboxArrivals.note(work)
        } _: { db in
            try db.require(credential)
            let newest = try db.row(ExportStatement.newest, ["accountID": export.accountID]).map(DataExport.init(row:))
            if let newest, newest.expiresAt == nil { return newest }
            try db.run(ExportStatement.removeAll, ["accountID": export.accountID])
            try db.run(
                ExportStatement.insert,
                ["id": export.id, "accountID": export.accountID, "createdAt": export.createdAt])
            try work.insert(db)
            try db.note(entry)
            return export
        }
    }

    /// - Parameter account: nil when a signed address is shown instead.
    package func export(_ id: ExportID, of account: AccountID?) async throws -> DataExport? {
        try await read { db in
            let row =
                if let account {
                    try db.row(ExportStatement.ofAccount, ["id": id, "accountID": account])
                } else {
                    try db.row(ExportStatement.byID, ["id": id])
                }
            return try row.map(DataExport.init(row:))
        }
    }

    /// Says that an export is being made; one that was cut off, or failed, is made anew.
    /// - Returns: nil when it is ready, or nobody waits for it any more.
    package func beginExport(_ id: ExportID) async throws -> DataExport? {
        try await commits.write { db in
            try db.row(ExportStatement.begin, ["id": id]).map(DataExport.init(row:))
        }
    }

    /// - Parameter sizeBytes: nil when it could not be made.
    /// - Returns: false when nobody waits for it any more.
    package func finishExport(_ id: ExportID, sizeBytes: Int64?, expiresAt: Timestamp) async throws -> Bool {
        try await commits.write { db in
            if let sizeBytes {
                return try db.run(
                    ExportStatement.finish, ["id": id, "sizeBytes": sizeBytes, "expiresAt": expiresAt]) > 0
            }
            return try db.run(ExportStatement.fail, ["id": id, "expiresAt": expiresAt]) > 0
        }
    }

    package func removeExpiredExports(at: Timestamp) async throws {
        try await commits.write { db in try db.run(ExportStatement.removeExpired, ["at": at]) }
    }

    /// Whether the export's file is in use.
    package func isExportKept(_ id: ExportID) async throws -> Bool {
        try await read { db in try db.holds(ExportStatement.isKept, ["id": id]) }
    }

    /// Up to 200 records as JSON objects, those after an id.
    /// - Returns: the id to continue after; nil at the end.
    package func personalRecords(
        _ record: PersonalRecord, of account: AccountID, after: String
    ) async throws -> (objects: [Data], last: String?) {
        try await read { db in
            let rows = try db.rows(record.statement, ["accountID": account, "after": after])
            let last: DatabaseValue? = rows.last?["id"]
            return (try rows.map(Self.json), last.map { String.fromDatabaseValue($0) ?? "\($0)" })
        }
    }

    /// Up to 200 media, or archives of models, after an id.
    package func personalBytes(
        ofModels: Bool, of account: AccountID, after: String
    ) async throws -> [PersonalBytes] {
        try await read { db in
            let statement: PersonalBytesStatement = ofModels ? .models : .files
            return try db.rows(statement, ["accountID": account, "after": after]).map { row in
                let id: String = try row.get("id")
                let texts = try db.rows(PersonalBytesStatement.sidecars, ["fileID": id]).map { row in
                    (try row.get("role") as String, try row.get("content") as String)
                }
                return PersonalBytes(
                    id: id, blob: try row.get("blob"), createdAt: try row.get("createdAt"),
                    container: try row.find("container") ?? "", sidecars: Dictionary(texts) { first, _ in first })
            }
        }
    }

    private static func json(_ row: Row) throws -> Data {
        var object: [String: Any] = [:]
        for (column, value) in row {
            switch value.storage {
            case .null: object[column.hasSuffix("_json") ? String(column.dropLast(5)) : column] = NSNull()
            case .int64(let number) where column.hasSuffix("_at"):
                object[column] = Timestamp(milliseconds: number).rfc3339
            case .int64(let number) where column.hasPrefix("is_"): object[column] = number != 0
            case .int64(let number): object[column] = number
            case .double(let number): object[column] = number
            case .string(let text) where column.hasSuffix("_json"):
                object[String(column.dropLast(5))] = try JSONSerialization.jsonObject(
                    with: Data(text.utf8), options: .fragmentsAllowed)
            case .string(let text): object[column] = text
            case .blob: continue
            }
        }
        return try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    }
}

extension DataExport {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), status: try row.get("status"),
            createdAt: try row.get("createdAt"), expiresAt: try row.find("expiresAt"),
            sizeBytes: try row.find("sizeBytes"))
    }
}
