import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Somebody wants to be forgotten. What is left here tells of them to whoever reads the database.
struct ErasureTests {
    private let store: Store
    private let kim: Account
    private let lee: Account

    init() async throws {
        store = try Store.temporary()
        lee = try await store.someone()
        kim = try await store.register(
            Account(
                id: sampleIDs.next(), email: "secret@example.org", name: "Secret", role: .member, createdAt: .sample),
            passwordHash: "secret hash")
    }

    private func entry(_ action: AuditEntry.Action, by actor: AccountID?, on target: AccountID) -> AuditEntry {
        AuditEntry(
            id: sampleIDs.next(), at: .sample, actor: actor, action: action, target: .user(target),
            address: actor == lee.id ? "192.0.2.1" : "203.0.113.9",
            userAgent: actor == lee.id ? "another browser" : "secret browser")
    }

    /// A trained voice, a result, a task that failed, and a row in every table that knows accounts.
    private func fill() async throws {
        let sample = try await store.someFile(.audio, of: kim.id)
        let consent = Consent.sample(of: kim.id)
        try await store.add(consent)
        let training = GenerationTask(
            id: sampleIDs.next(), accountID: kim.id, kind: .voiceClone, engine: "builtin", mode: .standard,
            title: "secret", inputs: .init(audioFileID: sample.id, options: ["name": "secret"]),
            createdAt: .sample)
        let model = TrainedModel(
            id: sampleIDs.next(), accountID: kim.id, kind: .voice, name: "secret", language: "en",
            taskID: training.id, sourceFileID: sample.id, consentID: consent.id, createdAt: .sample)
        try await store.submit(training, training: model)
        _ = try await store.start(training.id, at: .sample, lease: .sample)
        let outcome = TrainedModel.Outcome(profile: #"{"pitch":120}"#, completedAt: .sample)
        _ = try await store.end(training.id, as: .succeeded(Delivery(outcome: outcome)), at: .sample)
        let task = try await store.someTask(of: kim.id, holding: 3)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let result = MediaFile.sample(.video, of: kim.id, origin: .result)
        _ = try await store.end(task.id, as: .succeeded(.sample(of: task, file: result)), at: .sample)
        let id = kim.id
        try await store.commits.write { db in
            let insert = { (sql: String) in try db.execute(sql: sql, arguments: ["id": id, "task": task.id]) }
            try insert(
                "UPDATE task SET scriptExcerpt = 'secret', title = 'secret' WHERE accountID = :id AND :task = :task")
            try insert("UPDATE file SET title = 'secret' WHERE accountID = :id AND :task = :task")
            for sql in [
                "INSERT INTO script VALUES (:task, 'secret' || :id)",
                "INSERT INTO sidecar SELECT id, 'subtitles', 'secret' FROM file WHERE accountID = :id AND :task = :task",
                "INSERT INTO tag VALUES (:task, :id, 'secret', 'secret', 1)",
                "INSERT INTO videoTag SELECT :id, id, :task FROM video WHERE taskID = :task",
                "INSERT INTO tagWord SELECT :task, 'secret' WHERE :id = :id",
                "INSERT INTO videoWord SELECT number, 'secret' FROM video WHERE taskID = :task AND :id = :id",
                "INSERT INTO folder SELECT 'f', :id, 'secret', 'secret', 1 WHERE :task = :task",
                "UPDATE video SET folderID = 'f', titleKey = 'secret' WHERE taskID = :task AND accountID = :id",
                "INSERT INTO shareLink (id, accountID, videoID, hash, createdAt, expiresAt) SELECT 'secret', :id, id, randomblob(32), 1, NULL FROM video WHERE taskID = :task",
                "INSERT INTO session VALUES (:task, :id, 'secret', '203.0.113.9', 1, 1, 2, 1)",
                "INSERT INTO letterToken VALUES (randomblob(32), :id, 'reset_password', 'secret@example.org' || :task, 1)",
                "INSERT INTO usagePeriod SELECT :id, 1, 2, 3, 0, 0 WHERE :task = :task",
                "INSERT INTO outbox (id, kind, subject, accountID, payload, createdAt, dueAt) VALUES (:task, 'letter', 'x', :id, CAST('secret' AS BLOB), 1, 1)",
                "INSERT INTO preference SELECT :id, 'ja', 'CN' WHERE :task = :task",
                "INSERT INTO pronunciation SELECT :id, '{\"Kim\": \"kim\"}' WHERE :task = :task",
                "INSERT INTO favouriteVoices SELECT :id, '[\"espeak:de\"]' WHERE :task = :task",
                "INSERT INTO filmDraft SELECT :id, 'secret', 1, 1 WHERE :task = :task",
                "INSERT INTO signInTicket SELECT randomblob(32), :id, 1, 0 WHERE :task = :task",
                "INSERT INTO recoveryCode SELECT :id, randomblob(32) WHERE :task = :task",
                "INSERT INTO totp SELECT :id, randomblob(40), 1, 2, NULL, 0, 0, 0 WHERE :task = :task",
                "INSERT INTO identity VALUES (:task, :id, 'google', 'secret', 'secret@example.org', 1, 1)",
                "INSERT INTO identityKey SELECT 'google', 'x', 'secret', :task WHERE :id = :id",
                "INSERT INTO upload VALUES (:task, :id, 9, 'secret', 'secret', NULL, 1, 2, NULL)",
                "INSERT INTO directUpload VALUES (:task, :id, 's3', 'u1', 9, 9, NULL, 'secret', NULL, 1, 2, 3, NULL)",
                "INSERT INTO idempotencyKey VALUES (:id, 'secret', :id, randomblob(3), :task || 1, 'x', 200, CAST('secret' AS BLOB))",
            ] { try insert(sql.replacing(":task || 1", with: "(SELECT 1 WHERE :task = :task)")) }
        }
        for (actor, target) in [(kim.id, kim.id), (nil, kim.id), (lee.id, kim.id)] as [(AccountID?, AccountID)] {
            try await store.note(entry(.signIn, by: actor, on: target))
        }
    }

    @Test func `leaves nothing that tells of the person, and takes nothing of anybody else`() async throws {
        try await fill()
        let other = try await store.someFile(of: lee.id)

        #expect(try await store.beginErasure(of: kim.id, at: .sample, noting: entry(.erase, by: kim.id, on: kim.id)))
        try await store.purge(kim.id, at: .sample)
        try await store.purge(kim.id, at: .sample)

        let (rows, left) = try await everything()
        for row in rows where row.lowercased().contains("secret") || row.contains("203.0.113") {
            Issue.record("\(row)")
        }
        #expect(
            left == [
                "account", "auditEntry", "erasure", "file", "ledgerAccount", "ledgerTransaction", "ledgerPosting",
                "task",
            ])
        #expect(rows.contains { $0.contains("192.0.2.1") })
        #expect(try await store.file(other.id, of: lee.id) == other)
        #expect(try await store.checkIntegrity().isEmpty)
        #expect(try await store.storageUsed(by: kim.id) == 0)
    }

    @Test func `a voice that lies at a service goes from there, once`() async throws {
        try await fill()
        try await store.commits.write { db in
            try db.execute(
                sql: "UPDATE task SET engine = 'fish-audio', remoteID = 'voice-1' WHERE kind = 'voice_clone'")
        }

        #expect(try await store.beginErasure(of: kim.id, at: .sample, noting: entry(.erase, by: kim.id, on: kim.id)))
        try await store.purge(kim.id, at: .sample)
        try await store.purge(kim.id, at: .sample)

        let left = try await store.read { db in
            try Row.fetchAll(db, sql: "SELECT kind, subject, accountID FROM outbox").map { row in
                "\(row["kind"] as String) \(row["subject"] as String) \(row["accountID"] as String? ?? "nobody's")"
            }
        }
        #expect(left.filter { $0.hasPrefix("remote") } == ["remote_work fish-audio voice-1 nobody's"])
        // What lies in a bucket of an upload that was under way goes as well.
        #expect(left.filter { $0.hasPrefix("direct_removal s3/") && $0.hasSuffix(" nobody's") }.count == 1)
        #expect(left.count == 2)
    }

    /// Each row as text, and the tables in which the account still stands.
    private func everything() async throws -> (rows: [String], tables: Set<String>) {
        let id = kim.id.rawValue
        return try await store.read { db in
            var (all, tables): ([String], Set<String>) = ([], [])
            for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
                let rows = try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map { row in
                    row.map { "\($0)=\(String.fromDatabaseValue($1) ?? "\($1)")" }.joined(separator: " ")
                }
                if rows.contains(where: { $0.contains(id) }) { tables.insert(table) }
                all += rows.map { "\(table): \($0)" }
            }
            return (all, tables)
        }
    }

    @Test func `knows every table that knows accounts`() async throws {
        let tables = try await store.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT thing.name FROM sqlite_schema AS thing, pragma_table_info(thing.name) AS part
                    WHERE thing.type = 'table' AND part.name = 'accountID'
                    """)
        }
        let statements = ErasureStep.allCases.map(\.rawValue) + ErasureStatement.allCases.map(\.rawValue)

        for table in tables where !["ledgerAccount", "ledgerTransaction", "creditLot", "account"].contains(table) {
            #expect(
                statements.contains { $0.contains("DELETE FROM \(table) ") || $0.contains("UPDATE \(table) ") },
                "\(table) is not emptied")
        }
    }

    @Test func `the bytes go, unless somebody else has the same`() async throws {
        let (own, shared) = (BlobHash.random(), BlobHash.random())
        try await store.add(.sample(of: kim.id, blob: own))
        try await store.add(.sample(of: kim.id, blob: shared))
        try await store.add(.sample(of: lee.id, blob: shared))

        _ = try await store.beginErasure(of: kim.id, at: .sample, noting: entry(.erase, by: kim.id, on: kim.id))
        try await store.purge(kim.id, at: .sample)

        #expect(try await store.unreferencedBlobs(limit: 10) == [own])
    }

    @Test func `the last administrator cannot go, and nobody goes twice`() async throws {
        await #expect(throws: StoreError.lastAdmin) {
            _ = try await store.beginErasure(of: lee.id, at: .sample, noting: entry(.erase, by: lee.id, on: lee.id))
        }
        let deed = entry(.erase, by: kim.id, on: kim.id)
        #expect(try await store.beginErasure(of: kim.id, at: .sample, noting: deed))

        #expect(try await !store.beginErasure(of: kim.id, at: .sample, noting: entry(.erase, by: nil, on: kim.id)))
        #expect(try await store.administeredAccount(kim.id) == nil)
        #expect(try await store.pendingErasures(after: nil).map(\.account) == [kim.id])
        #expect(try await store.register(.sample(email: "SECRET@example.org"), passwordHash: "x").id != kim.id)
    }

    @Test func `the log can be changed for nobody else`() async throws {
        let deed = entry(.signIn, by: lee.id, on: kim.id)
        try await store.note(deed)

        await #expect(throws: DatabaseError.self) {
            try await store.commits.write { db in
                try db.execute(sql: "UPDATE auditEntry SET address = '', userAgent = ''")
            }
        }
    }
}
