import Domain

/// Who may call a route. Every ``Operation`` states one, ``Routes`` enforces it before the handler runs, and the document
/// tells it as `x-greenroom-access`.
enum Access: Equatable, Sendable {
    case anyone
    /// Whoever holds a signed address, which the handler checks; without one like `scope(.read)`.
    case link
    /// Somebody who is signed in. What concerns the account itself, its security and its keys takes no key.
    case session
    /// Somebody who is signed in, or a key with this scope.
    case scope(Scope)
    /// An administrator who is signed in, or an administrator's key with the scope `admin`.
    case admin

    /// `anyone`, `link`, `session`, or the name of the scope.
    var name: String {
        switch self {
        case .anyone: "anyone"
        case .link: "link"
        case .session: "session"
        case .scope(let scope): scope.rawValue
        case .admin: Scope.admin.rawValue
        }
    }

    /// Whether a session is needed.
    var refusesKeys: Bool { self == .session }

    /// - Throws: 403; `details.needed` tells what is missing: `session`, a scope, or `admin` for the role.
    func admit(_ caller: Caller) throws(ErrorBody) {
        switch self {
        case .anyone: return
        case .link: try Self.require(.read, of: caller)
        case .scope(let scope): try Self.require(scope, of: caller)
        case .session: _ = try caller.session
        case .admin:
            guard caller.account.role == .admin else {
                throw .forbidden("Only administrators can do this.", needed: Scope.admin.rawValue)
            }
            try Self.require(.admin, of: caller)
        }
    }

    private static func require(_ scope: Scope, of caller: Caller) throws(ErrorBody) {
        guard case .key(let scopes) = caller.credential, !scopes.contains(scope) else { return }
        throw .forbidden("This API key lacks the scope `\(scope.rawValue)`.", needed: scope.rawValue)
    }
}
