import Domain
import GRDB

/// What becomes of a recorded consent.
extension Store {
    /// Those with a recording that nobody has listened to, after an id; up to a hundred.
    package func uncheckedConsents(after id: ConsentID?) async throws -> [Consent] {
        try await read { db in
            try db.rows(ConsentStatement.unchecked, ["after": id?.rawValue ?? ""]).map(Consent.init(row:))
        }
    }

    /// How many pieces of a recording's fingerprint another consent has, at most.
    package func mostShared(_ echo: Set<UInt32>, besides id: ConsentID) async throws -> Int {
        try await read { db in
            var counts: [String: Int] = [:]
            for value in echo {
                for row in try db.rows(EchoStatement.having, ["value": Int64(value), "consentID": id]) {
                    counts[try row.get("consentID"), default: 0] += 1
                }
            }
            return counts.values.max() ?? 0
        }
    }

    /// Whether the same bytes are another consent's recording.
    package func isRecordingTaken(_ file: FileID, besides id: ConsentID) async throws -> Bool {
        try await read { db in try db.holds(EchoStatement.isTaken, ["fileID": file, "consentID": id]) }
    }

    /// Ends the check of a recording, with what was found and by what it is known again.
    /// - Returns: nil when there is another recording meanwhile.
    package func conclude(
        _ id: ConsentID, with file: FileID, as verdict: Consent.Verdict, _ findings: ConsentFindings, echo: [UInt32]
    ) async throws -> Consent? {
        try await commits.write { db in
            let row = try db.row(
                ConsentStatement.conclude,
                ["id": id, "fileID": file, "verdict": verdict, "findings": try JSONColumn.text(findings)])
            guard let row else { return nil }
            try db.run(EchoStatement.remove, ["consentID": id])
            for value in Set(echo) { try db.run(EchoStatement.insert, ["consentID": id, "value": Int64(value)]) }
            return try Consent(row: row)
        }
    }

    /// Lets go of a recording that is none of the sentence: another may come.
    package func turnAway(_ file: FileID, from id: ConsentID, _ findings: ConsentFindings) async throws -> Consent? {
        try await commits.write { db in
            try db.row(
                ConsentStatement.turnAway, ["id": id, "fileID": file, "findings": try JSONColumn.text(findings)]
            ).map(Consent.init(row:))
        }
    }

    /// Puts an administrator's decision down.
    /// - Parameter verdict: `approved` or `refused`.
    /// - Returns: nil when there is nothing to decide.
    package func review(
        _ id: ConsentID, as verdict: Consent.Verdict, by admin: AccountID, note: String?, at: Timestamp,
        noting entry: AuditEntry
    ) async throws -> Consent? {
        try await commits.write { db in
            let row = try db.row(
                ConsentStatement.review, ["id": id, "verdict": verdict, "by": admin, "note": note, "at": at])
            guard let row else { return nil }
            try db.note(entry)
            return try Consent(row: row)
        }
    }

    /// What waits for an administrator, newest first, with the address of whoever asked.
    package func consentsToReview(page: PageRequest) async throws -> Page<ConsentToReview> {
        try await read { db in
            let rows = try db.rows(ConsentStatement.toReview, page.arguments([:]))
            return page.cut(
                try rows.map {
                    ConsentToReview(
                        consent: try Consent(row: $0), email: Account.address(try $0.get("accountEmail")),
                        sampleFileID: try $0.find("sampleFileID"))
                },
                cursor: \.consent.id.rawValue)
        }
    }

    /// The consents that trainings wait for.
    package func consentsWaitedFor() async throws -> Set<ConsentID> {
        try await read { db in
            Set(try db.rows(ConsentStatement.waitedFor, ["never": Timestamp.never]).map { try $0.get("consentID") })
        }
    }

    /// The queued tasks that wait for the consent.
    /// - Parameter isRefused: with those whose sources have not been compared with its recording yet.
    package func tasksWaiting(for id: ConsentID, isRefused: Bool) async throws -> [TaskID] {
        try await read { db in
            let arguments: StatementArguments = ["id": id, "never": Timestamp.never, "isRefused": isRefused]
            return try db.rows(ConsentStatement.waitingTasks, arguments).map { try $0.get("id") }
        }
    }
}
