import Domain
import Foundation
import GRDB

/// Ends what acts for an account, within a transaction, and tells the caches afterwards.
struct AccessEnding: Sendable {
    private let account: AccountID
    private var sessions: [SessionID] = []
    private var keys: [String] = []
    private(set) var ended = EndedAccess()
    /// What tells the owner.
    private(set) var mail: OutboxEntry?

    /// - Parameters:
    ///   - kept: the session that continues.
    ///   - moment: when it ends.
    ///   - mail: writes to the owner, once it is known what has ended.
    init(
        _ end: AccessEnd, of account: AccountID, except kept: SessionID?, at moment: Timestamp,
        telling mail: (EndedAccess) throws -> OutboxEntry?, in db: Database
    ) throws {
        self.account = account
        try close(end, except: kept, at: moment, in: db)
        self.mail = try mail(ended)
        try self.mail?.insert(db)
    }

    private mutating func close(
        _ end: AccessEnd, except kept: SessionID?, at moment: Timestamp, in db: Database
    ) throws {
        guard let row = try db.row(AccountStatement.byID, ["id": account]) else { return }
        let owner = try Account(row: row)
        sessions = try db.rows(SessionStatement.endAll, ["accountID": account, "kept": kept]).map { try $0.get("id") }
        ended.sessions = sessions.count
        // Who has shown the former password, or a passkey that goes, must not finish that sign-in.
        try db.run(AccessEndStatement.tickets, ["accountID": account])
        guard end != .sessions else { return }
        for row in try db.rows(AccessEndStatement.keys, ["accountID": account]) {
            keys.append(try row.get("prefix"))
            ended.keys.append(try row.get("name"))
        }
        ended.invitations = try db.run(AccessEndStatement.invitations, ["accountID": account])
        ended.exports = try db.run(AccessEndStatement.exports, ["accountID": account])
        let cutoff = Self.cutoff(end, owner)
        let webhooks: StatementArguments = [
            "accountID": account, "since": cutoff ?? Timestamp(milliseconds: 0), "at": moment,
        ]
        ended.webhooks = try db.rows(AccessEndStatement.webhooks, webhooks).map {
            URLComponents(string: try $0.get("url"))?.host ?? ""
        }
        guard let since = cutoff else { return }
        let arguments: StatementArguments = ["accountID": account, "since": since]
        ended.identities = try db.rows(AccessEndStatement.identities, arguments).map {
            EndedAccess.Identity(provider: try $0.get("provider"), name: try $0.find("name"))
        }
        ended.passkeys = try db.rows(AccessEndStatement.passkeys, arguments).map { try $0.get("name") }
        ended.shares = try db.run(AccessEndStatement.shares, arguments)
        guard try db.run(AccessEndStatement.secondFactor, arguments) > 0 else { return }
        ended.secondFactor = owner.hasSecondFactor
        try db.run(AccessEndStatement.recoveryCodes, ["accountID": account])
    }

    /// What was added later than this ends; nil when nothing does. Of an account that its address's owner was never shown
    /// to have made, everything is a stranger's to somebody who comes by mail.
    private static func cutoff(_ end: AccessEnd, _ account: Account) -> Timestamp? {
        if let proven = account.ownerProvenAt { return proven }
        return end == .byProof ? Timestamp(milliseconds: 0) : nil
    }

    /// To be called after the commit.
    func tell(
        _ store: (
            accounts: RowCache<AccountID, Account>, sessions: RowCache<SessionID, Bool>,
            keys: RowCache<String, StoredAPIKey>
        )
    ) {
        store.accounts.drop(account)
        for session in sessions { store.sessions.put(false, for: session) }
        for prefix in keys { store.keys.drop(prefix) }
    }
}

enum AccessEndStatement: String, StoreStatement {
    case keys = "DELETE FROM apiKey WHERE accountID = :accountID RETURNING prefix, name"
    case invitations = "DELETE FROM invitation WHERE createdBy = :accountID"
    case exports = "DELETE FROM export WHERE accountID = :accountID"
    case recoveryCodes = "DELETE FROM recoveryCode WHERE accountID = :accountID"
    case tickets = "DELETE FROM signInTicket WHERE accountID = :accountID"
    case identities = """
        DELETE FROM identity WHERE accountID = :accountID AND createdAt > :since RETURNING provider, name
        """
    /// They stay, switched off, for their owner to look at. One that was switched off already says why, too.
    case webhooks = """
        UPDATE webhook SET offSince = coalesce(offSince, :at), offCause = 'owner', offByRecovery = 1
        WHERE accountID = :accountID AND addressedAt > :since AND offByRecovery = 0 RETURNING url
        """
    case shares = "DELETE FROM shareLink WHERE accountID = :accountID AND createdAt > :since"
    case passkeys = "DELETE FROM passkey WHERE accountID = :accountID AND createdAt > :since RETURNING name"
    /// One that its owner has signed in with stays: a reset by mail must not be a way round it.
    case secondFactor = """
        DELETE FROM totp WHERE accountID = :accountID AND (:since = 0 OR (createdAt > :since AND signedInAt IS NULL))
        """
}
