import Domain
import GRDB

extension VerificationPass.Reason: DatabaseValueConvertible {}
extension VerificationFault.Kind: DatabaseValueConvertible {}
extension VerificationFault.Remedy: DatabaseValueConvertible {}

extension VerificationPass {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.get("id"), reason: try row.get("reason"), readsMirrors: try row.get("readsMirrors"),
            startedAt: try row.get("startedAt"))
        finishedAt = try row.find("finishedAt")
        checkpoint = try row.get("checkpoint")
        tally = VerificationTally(
            files: try row.get("files"), bytes: try row.get("bytes"), copies: try row.get("copies"))
        failure = try row.find("failure")
    }
}

extension Store {
    /// Puts a pass down, for the outbox to carry out, unless one is under way.
    /// - Returns: the one that is under way now.
    package func begin(_ pass: VerificationPass, noting audit: AuditEntry? = nil) async throws -> VerificationPass {
        let entry = OutboxEntry(
            id: IDSource(now: { pass.startedAt }).next(), kind: .verification, subject: pass.id.rawValue,
            accountID: nil, createdAt: pass.startedAt)
        return try await commits.write { [outboxArrivals] begun in
            if begun.id == pass.id { outboxArrivals.note(entry) }
        } _: { db in
            if let row = try db.row(VerificationStatement.underWay) { return try VerificationPass(row: row) }
            try db.run(
                VerificationStatement.removeOld, ["before": pass.startedAt + .seconds(-400 * 24 * 3600)])
            try db.run(
                VerificationStatement.insert,
                [
                    "id": pass.id, "reason": pass.reason, "readsMirrors": pass.readsMirrors,
                    "startedAt": pass.startedAt,
                ])
            try entry.insert(db)
            if let audit { try db.note(audit) }
            return pass
        }
    }

    package func verification(_ id: VerificationID) async throws -> VerificationPass? {
        try await read { db in
            try db.row(VerificationStatement.find, ["id": id]).map(VerificationPass.init(row:))
        }
    }

    package func lastFinishedVerification() async throws -> VerificationPass? {
        try await read { db in
            try db.row(VerificationStatement.lastFinished).map(VerificationPass.init(row:))
        }
    }

    /// The pass under way, or else the last one.
    package func verificationReport(faults limit: Int) async throws -> VerificationReport? {
        try await read { db in try db.verificationReport(faults: limit) }
    }

    /// - Parameter limit: of the faults that are told one by one.
    package func report(on pass: VerificationID, faults limit: Int) async throws -> VerificationReport? {
        try await read { db in
            guard let row = try db.row(VerificationStatement.find, ["id": pass]) else { return nil }
            return try db.report(on: VerificationPass(row: row), faults: limit)
        }
    }

    /// Notes what a part of a pass has shown, together with how far the pass is.
    package func proceed(
        _ pass: VerificationID, to checkpoint: String, tally: VerificationTally, faults: [VerificationFault]
    ) async throws {
        try await commits.write { db in
            for fault in faults {
                try db.run(
                    VerificationStatement.noteFault,
                    [
                        "id": pass, "blob": fault.blob, "place": fault.place, "kind": fault.kind,
                        "remedy": fault.remedy,
                    ])
            }
            try db.run(
                VerificationStatement.proceed,
                [
                    "id": pass, "checkpoint": checkpoint, "files": tally.files, "bytes": tally.bytes,
                    "copies": tally.copies,
                ])
        }
    }

    /// Notes that a mirror could not be asked.
    package func note(silenceOf mirror: String, reason: String, in pass: VerificationID) async throws {
        try await commits.write { db in
            _ = try db.run(
                VerificationStatement.noteSilence,
                ["id": pass, "mirror": mirror, "reason": String(reason.prefix(500))])
        }
    }

    /// Ends a pass. Every administrator is written about damage that was found by a pass of the server's.
    /// - Parameter failure: why it was given up.
    package func finish(_ pass: VerificationPass, failure: String? = nil, at moment: Timestamp) async throws {
        let source = IDSource(now: { moment })
        try await commits.write { [outboxArrivals] count in
            if count > 0 { outboxArrivals.note(.verificationLetter) }
        } _: { db in
            let ended = try db.run(
                VerificationStatement.finish,
                ["id": pass.id, "at": moment, "failure": failure.map { String($0.prefix(500)) }])
            guard ended > 0, pass.reason != .command, try db.report(on: pass, faults: 0).found > 0 else { return 0 }
            let admins = try db.rows(AdministrationStatement.admins)
            for admin in admins {
                try OutboxEntry(
                    id: source.next(), kind: .verificationLetter, subject: pass.id.rawValue,
                    accountID: admin.get("id"), createdAt: moment
                ).insert(db)
            }
            return admins.count
        }
    }
}

extension Database {
    /// The pass under way, or else the last one.
    func verificationReport(faults limit: Int) throws -> VerificationReport? {
        let row = try row(VerificationStatement.underWay) ?? row(VerificationStatement.lastFinished)
        return try row.map { try report(on: VerificationPass(row: $0), faults: limit) }
    }

    fileprivate func report(on pass: VerificationPass, faults limit: Int) throws -> VerificationReport {
        var report = VerificationReport(pass: pass)
        for row in try rows(VerificationStatement.counts, ["id": pass.id]) {
            let (kind, count): (VerificationFault.Kind, Int) = (try row.get("kind"), try row.get("faults"))
            let remedy: VerificationFault.Remedy? = try row.find("remedy")
            switch kind {
            case .damaged: report.damaged += count
            case .missing: report.missing += count
            case .stray: report.stray += count
            }
            guard kind != .stray else { continue }
            if remedy == nil { report.lost += try row.get("onDisk") } else { report.healed += count }
        }
        for row in try rows(VerificationStatement.silences, ["id": pass.id]) {
            let (mirror, reason): (String, String) = (try row.get("mirror"), try row.get("reason"))
            report.silent[mirror] = reason
        }
        report.faults = try rows(VerificationStatement.faults, ["id": pass.id, "limit": limit]).map { row in
            VerificationFault(
                try row.get("blob"), at: try row.get("place"), try row.get("kind"), try row.find("remedy"))
        }
        return report
    }
}
