import Domain
import GRDB

/// Taking an address from an account that was made with it but never showed that it is its own. That account keeps all else,
/// and its password still lets its maker in by the address.
package struct AddressTakeover: Sendable {
    /// Put down about the account that gives way.
    package let entry: @Sendable (AccountID) -> AuditEntry
    /// Tells whoever has the address now; sent if somebody gives way.
    package let mail: OutboxEntry?

    package init(entry: @escaping @Sendable (AccountID) -> AuditEntry, mail: OutboxEntry?) {
        self.entry = entry
        self.mail = mail
    }
}

extension Database {
    /// Sees to it that nobody else has an address.
    /// - Parameters:
    ///   - account: who is to have it.
    ///   - takeover: nil when it is not shown that the address is theirs: then nobody gives way.
    /// - Returns: who gave way; nil when nobody had the address.
    /// - Throws: ``StoreError/emailTaken``.
    func free(emailKey: String, for account: AccountID, by takeover: AddressTakeover?) throws -> AccountID? {
        guard let holder = try row(AccountStatement.byEmail, ["emailKey": emailKey]).map(Account.init(row:)),
            holder.id != account
        else { return nil }
        guard takeover != nil, holder.yieldsAddress else { throw StoreError.emailTaken }
        let none = Account.noEmail(for: holder.id)
        try run(AddressStatement.giveUp, ["id": holder.id, "email": none, "emailKey": Store.emailKey(none)])
        // Links that went to the address must not reach past whoever has it now.
        try run(LetterTokenStatement.removeAll, ["accountID": holder.id])
        return holder.id
    }

    /// Puts down that somebody gave way, and tells who has the address now, once their account is there.
    func note(_ takeover: AddressTakeover?, from former: AccountID?) throws {
        guard let takeover, let former else { return }
        try takeover.mail?.insert(self)
        try note(takeover.entry(former))
    }
}
