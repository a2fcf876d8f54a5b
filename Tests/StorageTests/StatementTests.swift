import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

struct StatementTests {
    private static let all: [String] = [
        AccountStatement.allCases.map(\.rawValue), SessionStatement.allCases.map(\.rawValue),
        RefreshTokenStatement.allCases.map(\.rawValue), FileStatement.allCases.map(\.rawValue),
        TaskInputStatement.allCases.map(\.rawValue), BlobStatement.allCases.map(\.rawValue),
        UploadStatement.allCases.map(\.rawValue), DirectUploadStatement.allCases.map(\.rawValue),
        TaskStatement.allCases.map(\.rawValue), LedgerStatement.allCases.map(\.rawValue),
        VideoStatement.allCases.map(\.rawValue), EngineCheckStatement.allCases.map(\.rawValue),
        ScriptStatement.allCases.map(\.rawValue), SceneStatement.allCases.map(\.rawValue),
        FilmDraftStatement.allCases.map(\.rawValue),
        SidecarStatement.allCases.map(\.rawValue),
        ModelStatement.allCases.map(\.rawValue), ConsentStatement.allCases.map(\.rawValue),
        EchoStatement.allCases.map(\.rawValue),
        SecondFactorStatement.allCases.map(\.rawValue), RecoveryCodeStatement.allCases.map(\.rawValue),
        SignInTicketStatement.allCases.map(\.rawValue), SealedStatement.allCases.map(\.rawValue),
        IdentityStatement.allCases.map(\.rawValue), SignInStateStatement.allCases.map(\.rawValue),
        PasskeyStatement.allCases.map(\.rawValue), SpentChallengeStatement.allCases.map(\.rawValue),
        OutboxStatement.allCases.map(\.rawValue), MirrorStatement.allCases.map(\.rawValue),
        LocalStatement.allCases.map(\.rawValue),
        VerificationStatement.allCases.map(\.rawValue),
        LetterTokenStatement.allCases.map(\.rawValue),
        AddressStatement.allCases.map(\.rawValue), ErasureStatement.allCases.map(\.rawValue),
        ErasureStep.allCases.map(\.rawValue), ExportStatement.allCases.map(\.rawValue),
        PersonalStatement.allCases.map(\.rawValue), PersonalBytesStatement.allCases.map(\.rawValue),
        IdempotencyStatement.allCases.map(\.rawValue), RegistrationStatement.allCases.map(\.rawValue),
        SavepointStatement.allCases.map(\.rawValue),
        APIKeyStatement.allCases.map(\.rawValue), AuditStatement.allCases.map(\.rawValue),
        AdministrationStatement.allCases.map(\.rawValue), InvitationStatement.allCases.map(\.rawValue),
        PronunciationStatement.allCases.map(\.rawValue), FavouriteVoicesStatement.allCases.map(\.rawValue),
        CredentialStatement.allCases.map(\.rawValue), EngineStatement.allCases.map(\.rawValue),
        AccessEndStatement.allCases.map(\.rawValue),
        DatabaseIdentityStatement.allCases.map(\.rawValue),
        OrderStatement.allCases.map(\.rawValue), RefundStatement.allCases.map(\.rawValue),
        PaymentEventStatement.allCases.map(\.rawValue), SubscriptionStatement.allCases.map(\.rawValue),
        PlanStatement.allCases.map(\.rawValue), VideoListStatement.allCases.map(\.rawValue),
        VideoWordStatement.allCases.map(\.rawValue), TagStatement.allCases.map(\.rawValue),
        FolderStatement.allCases.map(\.rawValue), TrashStatement.allCases.map(\.rawValue),
        ShareStatement.allCases.map(\.rawValue), OverviewStatement.allCases.map(\.rawValue),
        WebhookStatement.allCases.map(\.rawValue), WebhookDeliveryStatement.allCases.map(\.rawValue),
        NoticeStatement.allCases.map(\.rawValue),
        CreditLotStatement.allCases.map(\.rawValue), UsageStatement.allCases.map(\.rawValue),
        PlanMonthStatement.allCases.map(\.rawValue),
    ].flatMap { $0 }

    /// Indexes that hold only the rows that have to be worked on: to read all of such an index is to read just those.
    private static let worklists = [
        "uploadOpen", "directUploadOpen", "outboxOpen", "fileToSweep", "idempotencyKeyRunning",
        "accountAdmin", "videoToIndex", "verificationUnderWay",
    ]

    /// Indexes by time or id of which a statement takes one end, the part that is due.
    private static let ends = [
        "taskUnfinished (id>?)", "sqlite_autoindex_task_1 (id>?)",
        // The refunds of one order.
        "sqlite_autoindex_ledgerTransaction_1 (externalKey>? AND externalKey<?)",
        "uploadByEnd (expiresAt<?)", "directUploadByEnd (expiresAt<?)", "sessionByEnd (expiresAt<?)",
        "idempotencyKeyByAge (startedAt<?)", "sqlite_autoindex_account_1 (id>?)", "fileToSweep (blob>?)",
        "modelToSweep (archive>?)", "signInTicketByEnd (expiresAt<?)", "signInStateByEnd (expiresAt<?)",
        "blob USING PRIMARY KEY (hash>?)",
        "outboxLeased (leaseUntil<?)", "exportByEnd (expiresAt<?)", "outboxFinished (finishedAt>? AND finishedAt<?)",
        "letterTokenByEnd (expiresAt<?)", "sqlite_autoindex_outbox_1 (id>?)", "spentChallengeByEnd (expiresAt<?)",
        "engine USING PRIMARY KEY (name>?)", "creditLotByEnd (expiresAt<?)",
        "paymentEventByAge (receivedAt<?)", "sqlite_autoindex_paymentOrder_2",
        "sqlite_autoindex_paymentOrder_1 (id<?)",
        "engine USING PRIMARY KEY (name>?)", "mirror USING PRIMARY KEY (name>?)", "modelByArchive (archive>?)",
        "sqlite_autoindex_file_1 (id>?)", "sqlite_autoindex_file_1 (id>? AND id<?)",
        "totp USING PRIMARY KEY (accountID>?)", "erasure USING PRIMARY KEY (accountID>?)",
        // Pages of what only administrators list, which ends at the page's end.
        "sqlite_autoindex_account_1 (id<?)", "sqlite_autoindex_auditEntry_1 (id<?)",
        "sqlite_autoindex_invitation_1 (id<?)", "invitationByEnd (expiresAt<?)",
        "sqlite_autoindex_outbox_1 (id<?)", "consentToReview (id<?)", "consentToCheck (id>?)",
        "videoByTrashing (trashedAt>? AND trashedAt<?)", "shareLinkByEnd (expiresAt<?)",
        "COVERING INDEX videoByNumber",
        "blobByUse ((usedAt,hash)>(?,?) AND usedAt<?)", "blobAway (hash>?)",
        "paymentRefundByTime (createdAt>? AND createdAt<?)",
        "modelToCompare (id>?)", "verificationFinished (finishedAt>?)",
        "verificationFinished (finishedAt>? AND finishedAt<?)",
        "webhookDeliveryByAge (createdAt<?)", "noticeByAge (createdAt<?)",
    ]

    @Test(arguments: all) func `answers a studio with a million tasks as fast as an empty one`(sql: String) async throws
    {
        let store = try Store.temporary()

        let plan = try await store.read { db in
            let explain = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            explain.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(explain).map { row -> String in row["detail"] }
        }

        for step in plan {
            #expect(!step.contains("TEMP B-TREE"), "sorts: \(step)")
            #expect(!step.contains("AUTOMATIC"), "builds an index on the fly: \(step)")
            if step.hasPrefix("SEARCH"), !step.contains("=?") {
                #expect(Self.ends.contains { step.hasSuffix($0) }, "reads most of a table: \(step)")
            }
            // `wanted` is a JSON array that the caller brings.
            guard step.hasPrefix("SCAN"), step != "SCAN CONSTANT ROW", !step.hasPrefix("SCAN wanted VIRTUAL") else {
                continue
            }
            // A statement with a trigger may mend rows that point at nothing; SQLite looks for them only when it knows
            // of one (sqlite3 fkey.c, OP_FkIfZero), which foreign keys of ours never leave behind.
            if sql.hasPrefix("INSERT INTO file"),
                ["SCAN upload", "SCAN directUpload", "SCAN task", "SCAN taskInput", "SCAN model", "SCAN video"]
                    .contains(step)
            {
                continue
            }
            if sql.hasPrefix("INSERT INTO ledgerAccount"), step == "SCAN ledgerPosting" { continue }
            #expect(Self.worklists.contains { step.hasSuffix("INDEX \($0)") }, "reads a whole table: \(step)")
        }
    }

    @Test func `looks up by index what a foreign key asks for when its target goes`() async throws {
        let store = try Store.temporary()
        // Of the others no row is ever deleted.
        let parents = ["session", "blob", "video", "tag", "folder", "model", "task", "upload", "identity", "webhook"]

        // A key of several columns is one line.
        let children = try await store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT child.name AS child, key."table" AS parent,
                        group_concat(key."from" || ' = 1', ' AND ') AS condition
                    FROM pragma_table_list AS child, pragma_foreign_key_list(child.name) AS key
                    GROUP BY child.name, key.id
                    """
            ).map { row -> (String, String, String) in (row["child"], row["parent"], row["condition"]) }
        }

        #expect(children.contains { $0.1 == "blob" })
        for (child, parent, condition) in children where parents.contains(parent) {
            let plan = try await store.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT 1 FROM \(child) WHERE \(condition)")
                    .map { row -> String in row["detail"] }
            }
            #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(child) \(condition): \(plan)")
        }
    }

    @Test func `has no statement that the plans above do not cover`() throws {
        let room = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/Storage").resolvingSymlinksInPath()
        // Opening, pragmas and migrations; copies for backups, which are read whole; and the two lines that run every
        // statement.
        let exempt = [
            "Store.swift", "DatabaseInspection.swift", "DatabaseCopy.swift", "Migrations.swift", "StoreStatement.swift",
        ]
        let files = try #require(FileManager.default.enumerator(at: room, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" && !exempt.contains($0.lastPathComponent) }

        #expect(files.count > 20)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("sql:") && !text.contains("literal:"), "\(file.lastPathComponent)")
        }
        let enumerations = files.map { (try? String(contentsOf: $0, encoding: .utf8)) ?? "" }
            .reduce(0) { $0 + $1.components(separatedBy: "StoreStatement {").count - 1 }
        #expect(enumerations == 69, "a new enumeration of statements belongs into the list above")
    }
}
