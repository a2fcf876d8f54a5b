import Domain
import Foundation
import GRDB

/// What became of a refresh token that was shown.
package enum Rotation: Equatable, Sendable {
    /// It was good and is now retired; the session continues with the new one.
    case rotated(Session)
    /// It had been retired before, so somebody has a copy: the whole session is over.
    case reused(SessionID)
    /// Never issued, or its session is over.
    case unknown
}

extension Store {
    /// Starts the session with its first refresh token.
    /// - Parameters:
    ///   - refreshHash: SHA-256 of the token, 32 bytes; the token itself is nowhere.
    ///   - ground: what must still let its owner in.
    /// - Returns: false when it does not any more; nothing has begun then.
    @discardableResult package func open(
        _ session: Session, refreshHash: Data, on ground: SignInGround? = nil, noting entry: AuditEntry? = nil
    ) async throws -> Bool {
        try await commits.write { [openSessions] isOpen in
            if isOpen { openSessions.put(true, for: session.id) }
        } _: { db in
            if let ground, try !ground.stands(for: session.accountID, at: session.createdAt, in: db) { return false }
            try db.insert(session)
            try db.run(RefreshTokenStatement.insert, ["hash": refreshHash, "sessionID": session.id])
            try db.note(entry)
            return true
        }
    }

    /// Starts the session of a token that comes with every request, once: when it was ended the token begins no other.
    /// - Parameters:
    ///   - tokenHash: SHA-256 of the token.
    ///   - ground: what must still let its owner in.
    /// - Returns: whether the session is open.
    package func open(
        _ session: Session, tokenHash: Data, on ground: SignInGround, noting entry: AuditEntry? = nil
    ) async throws -> Bool {
        try await commits.write { [openSessions] isOpen in
            openSessions.put(isOpen, for: session.id)
        } _: { db in
            if try db.holds(SessionStatement.isOpen, ["id": session.id]) { return true }
            guard try ground.stands(for: session.accountID, at: session.createdAt, in: db) else { return false }
            let isFirst =
                try db.run(
                    SessionStatement.begin, ["hash": tokenHash, "expiresAt": session.expiresAt]) > 0
            guard isFirst else { return false }
            try db.insert(session)
            try db.note(entry)
            return true
        }
    }

    /// Retires the token and issues the next one, or ends the session of a token that was already retired.
    ///
    /// One exception is made for clients that never got the answer or asked twice at once: until the next token is used, the
    /// one before it is taken again for a short while. What it gets stands beside the lost one, which is retired as if
    /// it had been together with the first: of all that came from the same token one is in use, and all the others are
    /// void for good when that one is used or the while is over.
    /// - Parameters:
    ///   - grace: how long after its retirement a token is taken again.
    ///   - lifetime: how long the session may now go unused.
    ///   - reuse: what the log tells of a token that was retired already.
    package func rotate(
        refreshHash: Data, to newHash: Data, at: Timestamp, address: String, lifetime: Duration,
        grace: Duration,
        noting reuse: @escaping @Sendable (SessionID, AccountID) -> AuditEntry? = { _, _ in nil }
    ) async throws -> Rotation {
        try await commits.write { [openSessions] rotation in
            if case .reused(let id) = rotation { openSessions.put(false, for: id) }
        } _: { db in
            guard let token = try db.row(RefreshTokenStatement.byHash, ["hash": refreshHash]) else { return .unknown }
            let id: SessionID = try token.get("sessionID")
            let retiredAt: Timestamp? = try token.find("retiredAt")
            let newest: Timestamp? = try db.row(RefreshTokenStatement.newestRetirement, ["sessionID": id])?.find("at")
            let isRepeated = retiredAt.map { $0 == newest && at - $0 <= grace } ?? false
            guard retiredAt == nil || isRepeated else {
                if let owner = try db.row(SessionStatement.owner, ["id": id]) {
                    try db.note(reuse(id, try owner.get("accountID")))
                }
                try db.run(SessionStatement.end, ["id": id])
                return .reused(id)
            }
            let use: StatementArguments = ["id": id, "at": at, "expiresAt": at + lifetime, "address": address]
            guard let row = try db.row(SessionStatement.use, use) else { return .unknown }
            // Strictly later than the one before, so that no two generations are taken for one.
            let next = newest.map { max(at, $0 + .milliseconds(1)) } ?? at
            try db.run(RefreshTokenStatement.retire, ["sessionID": id, "at": retiredAt ?? next])
            try db.run(RefreshTokenStatement.insert, ["hash": newHash, "sessionID": id])
            // A thief has had the whole lifetime to show it; without this a session in daily use would grow for ever.
            let before = Timestamp(milliseconds: at.milliseconds - ((at + lifetime).milliseconds - at.milliseconds))
            try db.run(RefreshTokenStatement.forgetRetired, ["sessionID": id, "before": before])
            let session = try Session(row: row)
            try db.run(AccountStatement.see, ["id": session.accountID, "at": at])
            return .rotated(session)
        }
    }

    /// The account's open sessions that have not expired, the one used last first.
    package func sessions(of account: AccountID, at: Timestamp) async throws -> [Session] {
        try await read { db in
            try db.rows(SessionStatement.ofAccount, ["accountID": account, "at": at]).map(Session.init(row:))
        }
    }

    /// Whether the session has neither ended nor been swept after its expiry. Asked with every request, so remembered.
    package func isOpen(_ id: SessionID) async throws -> Bool {
        try await openSessions.value(for: id) {
            try await read { db in try db.holds(SessionStatement.isOpen, ["id": id]) }
        } ?? false
    }

    /// When the session's owner last showed who they are; nil for a session that has ended.
    package func provenAt(_ id: SessionID, of account: AccountID) async throws -> Timestamp? {
        try await read { db in
            try db.row(SessionStatement.provenAt, ["id": id, "accountID": account])?.get("provenAt")
        }
    }

    /// Notes that the session's owner has shown who they are.
    package func prove(_ id: SessionID, of account: AccountID, at: Timestamp) async throws {
        try await commits.write { db in
            try db.run(SessionStatement.prove, ["id": id, "accountID": account, "at": at])
        }
    }

    /// Whose open session this is.
    package func owner(of id: SessionID) async throws -> AccountID? {
        try await read { db in try db.row(SessionStatement.owner, ["id": id]).map { try $0.get("accountID") } }
    }

    /// - Returns: false when the account has no such session.
    package func end(
        _ id: SessionID, of account: AccountID, noting entry: AuditEntry? = nil
    ) async throws -> Bool {
        try await commits.write { [openSessions] ended in
            if ended { openSessions.put(false, for: id) }
        } _: { db in
            guard try db.run(SessionStatement.endOfAccount, ["id": id, "accountID": account]) > 0 else { return false }
            try db.note(entry)
            return true
        }
    }

    /// Ends what acts for the account.
    /// - Parameters:
    ///   - kept: the session that continues.
    ///   - mail: tells the owner what has ended; written within the transaction.
    package func endAccess(
        of account: AccountID, _ end: AccessEnd, except kept: SessionID?, at: Timestamp,
        mail: @escaping @Sendable (EndedAccess) throws -> OutboxEntry? = { _ in nil }, noting entry: AuditEntry? = nil
    ) async throws -> EndedAccess {
        try await commits.write { [caches = credentialCaches, outboxArrivals] (ending: AccessEnding) in
            ending.tell(caches)
            outboxArrivals.note(ending.mail)
        } _: { db in
            let ending = try AccessEnding(end, of: account, except: kept, at: at, telling: mail, in: db)
            try db.note(entry)
            return ending
        }.ended
    }

    package func endExpiredSessions(at: Timestamp) async throws {
        try await endSessions { db in try db.rows(SessionStatement.endExpired, ["at": at]) }
    }

    private func endSessions(_ delete: @escaping @Sendable (Database) throws -> [Row]) async throws {
        try await commits.write { [openSessions] (ended: [SessionID]) in
            for id in ended { openSessions.put(false, for: id) }
        } _: { db in
            try delete(db).map { try $0.get("id") }
        }
    }
}

extension Database {
    fileprivate func insert(_ session: Session) throws {
        try run(
            SessionStatement.insert,
            [
                "id": session.id, "accountID": session.accountID,
                "userAgent": String(session.userAgent.unicodeScalars.prefix(200)), "address": session.address,
                "createdAt": session.createdAt, "lastUsedAt": session.lastUsedAt, "expiresAt": session.expiresAt,
                "provenAt": session.provenAt,
            ])
        try run(AccountStatement.see, ["id": session.accountID, "at": session.createdAt])
    }
}
