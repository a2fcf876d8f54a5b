import Domain
import GRDB

/// Whether strangers may make an account.
extension Store {
    package func registration() async throws -> Registration {
        try await read { db in try db.registration() }
    }

    package func setRegistration(_ registration: Registration, noting entry: AuditEntry?) async throws {
        try await commits.write { db in
            try db.run(AccountStatement.setRegistration, ["value": registration.rawValue])
            try db.note(entry)
        }
    }
}

extension Database {
    /// Open unless an administrator has closed it.
    fileprivate func registration() throws -> Registration {
        let value: String? = try row(AccountStatement.registration)?.get("value")
        return value.flatMap(Registration.init(rawValue:)) ?? .open
    }

    /// Holds a new account against the administrators' rule; the first of a database is always let in.
    /// - Throws: ``StoreError/registrationClosed``.
    func requireOpenRegistration() throws {
        if try registration() == .closed, try !holds(AccountStatement.isFirst) { throw StoreError.registrationClosed }
    }
}
