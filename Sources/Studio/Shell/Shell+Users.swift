import Domain
import Foundation
import Storage

extension Shell {
    private static let client = Client(address: "shell", userAgent: "greenroom")

    func users(_ text: String?) async throws -> ShellAnswer {
        var rows: [[String]] = []
        var page = PageRequest(limit: 100)
        repeat {
            let found = try await store.administeredAccounts(AccountFilter(text: text), page: page)
            rows += found.items.map { user in
                [
                    user.account.address ?? "no address", user.account.name, user.account.role.rawValue,
                    user.account.status.rawValue,
                    user.account.hasSecondFactor ? "yes" : "no", user.lastSeenAt?.rfc3339 ?? "never",
                    user.account.id.rawValue,
                ]
            }
            page = PageRequest(limit: 100, before: found.nextCursor)
        } while page.before != nil
        return ShellAnswer(
            rows.isEmpty ? "There is no such account." : nil,
            columns: ["email", "name", "role", "status", "second factor", "last seen", "id"], rows: rows)
    }

    func createUser(_ email: String, _ name: String?, _ role: Account.Role) async throws -> ShellAnswer {
        guard let address = EmailAddress.cleaned(email) else {
            throw ShellRefusal("\(email) is not an e-mail address.")
        }
        guard let name = Title.cleaned(name ?? String(address.prefix { $0 != "@" }), longest: 100) else {
            throw ShellRefusal("A name must have 1 to 100 characters.")
        }
        let password = Accounts.newToken()
        let draft = Account(id: newID.next(), email: address, name: name, role: role, createdAt: now())
        let hash = try await passwords.hash(password, for: Self.client.address)
        do {
            let account = try await store.register(
                draft, passwordHash: hash, granted: role,
                noting: entry(.register, draft.id, ["role": role.rawValue]))
            return ShellAnswer("\(address) was created as \(account.role.rawValue). The password: \(password)")
        } catch StoreError.emailTaken {
            throw ShellRefusal("\(address) has an account already.")
        }
    }

    func setRole(of email: String, _ role: Account.Role) async throws -> ShellAnswer {
        let account = try await account(email)
        do {
            _ = try await store.administer(
                account.id, role: role, status: nil, name: nil,
                noting: [entry(.roleChange, account.id, ["role": role.rawValue])])
        } catch StoreError.lastAdmin {
            throw ShellRefusal("This would leave the server without an administrator.")
        }
        return ShellAnswer("\(account.spoken) is \(role == .admin ? "an administrator" : "a member") now.")
    }

    func resetPassword(of email: String) async throws -> ShellAnswer {
        let password = Accounts.newToken()
        let hash = try await passwords.hash(password, for: Self.client.address)
        let account = try await account(email)
        _ = try await store.changePassword(
            from: nil, to: hash, of: account.id, ending: .sinceProof, except: nil, at: now(), mail: { _ in nil },
            noting: entry(.passwordChange, account.id))
        return ShellAnswer("Every sign-in of \(account.spoken) has ended. The new password: \(password)")
    }

    func disableSecondFactor(of email: String) async throws -> ShellAnswer {
        let account = try await account(email)
        let isRemoved = try await store.removeSecondFactor(
            of: account.id, mail: nil, noting: entry(.secondFactorReset, account.id))
        guard isRemoved else { throw ShellRefusal("\(account.spoken) has no second factor.") }
        return ShellAnswer("\(account.spoken) signs in without a second factor now.")
    }

    /// - Parameter known: its address, or the id of one that has none.
    private func account(_ known: String) async throws -> Account {
        if let id = AccountID(rawValue: known), let user = try await store.administeredAccount(id) {
            return user.account
        }
        guard let found = try await store.credentials(email: known), found.account.hasEmail else {
            throw ShellRefusal("No account has the address \(known).")
        }
        return found.account
    }

    private func entry(
        _ action: AuditEntry.Action, _ account: AccountID, _ details: [String: String] = [:]
    ) -> AuditEntry {
        AuditEntry(
            id: newID.next(), at: now(), actor: nil, action: action, target: .user(account),
            address: Self.client.address, userAgent: Self.client.userAgent, details: details)
    }
}

extension Account {
    /// How an answer names it.
    fileprivate var spoken: String { address ?? "\(name) (\(id))" }
}
