import Domain
import Foundation
import GRDB

/// What somebody was found to be an account's owner by. Until the sign-in is there some time passes, in which the owner may
/// have put an end to it: it is looked at once more in the transaction that lets them in.
package enum SignInGround: Sendable {
    /// The stored hash of the password that was compared.
    case password(hash: String)
    /// A provider's word.
    case identity(IdentityID)
    case passkey(PasskeyID)
    /// SHA-256 of the ticket of a sign-in whose second factor was shown. It is used up.
    case ticket(Data)

    /// Whether it still lets the account's owner in.
    func stands(for account: AccountID, at moment: Timestamp, in db: Database) throws -> Bool {
        switch self {
        case .password(let hash):
            return try db.row(AccountStatement.byID, ["id": account])?.get("passwordHash") == hash
        case .identity(let id):
            return try db.rows(IdentityStatement.ofAccount, ["accountID": account]).contains { try $0.get("id") == id }
        case .passkey(let id):
            return try db.holds(SessionStatement.hasPasskey, ["id": id, "accountID": account])
        case .ticket(let hash):
            let arguments: StatementArguments = ["hash": hash, "accountID": account, "at": moment]
            guard try db.run(SessionStatement.useTicket, arguments) > 0 else { return false }
            try db.run(SessionStatement.noteSecondFactor, ["accountID": account, "at": moment])
            return true
        }
    }
}
