import Domain
import GRDB

extension Database {
    /// Whether what a request was let in with is still good. Between that and its transaction its owner may have put an end
    /// to everything that acts for the account: what lets others in is not written then.
    /// - Parameter credential: nil for whoever acts by none that ends.
    /// - Throws: ``StoreError/credentialEnded``.
    func require(_ credential: Credential?) throws {
        let isGood =
            switch credential {
            case .session(let id): try holds(CredentialStatement.hasSession, ["id": id])
            case .key(let prefix): try holds(CredentialStatement.hasKey, ["prefix": prefix])
            case nil: true
            }
        guard isGood else { throw StoreError.credentialEnded }
    }
}

enum CredentialStatement: String, StoreStatement {
    case hasSession = "SELECT EXISTS (SELECT 1 FROM session WHERE id = :id)"
    case hasKey = "SELECT EXISTS (SELECT 1 FROM apiKey WHERE prefix = :prefix)"
}
