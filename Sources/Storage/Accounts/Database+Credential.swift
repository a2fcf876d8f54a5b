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
            case .session(let id): try holds(SessionStatement.isOpen, ["id": id])
            case .key(let prefix): try row(APIKeyStatement.byPrefix, ["prefix": prefix]) != nil
            case nil: true
            }
        guard isGood else { throw StoreError.credentialEnded }
    }
}
