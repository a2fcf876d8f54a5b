import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// What travels with a request through the edge.
struct EdgeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// The caller's own `X-Request-Id` when it is a sane one, otherwise ours.
    var requestID = ""
    /// For the log.
    let signedIn = SignedIn()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Whose request it is, noted where that is found out.
final class SignedIn: Sendable {
    private let account = Mutex<AccountID?>(nil)

    func note(_ id: AccountID) { account.withLock { $0 = id } }

    var id: AccountID? { account.withLock { $0 } }
}

/// A request that anyone may make, on its way to a handler.
struct Visit: Sendable {
    var request: Request
    let context: EdgeContext
    let origin: ClientOrigin
    /// By what whoever makes it is signed in; see ``Caller/ending``.
    var credential: Credential?

    /// The same of somebody who is signed in.
    func made(by credential: Credential?) -> Visit {
        var visit = self
        visit.credential = credential
        return visit
    }

    /// A query parameter, decoded; nil when it is missing.
    func query(_ name: String) -> String? {
        guard let query = request.head.path?.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        return QueryText.value(of: name, in: query)
    }
}

/// A request of somebody who is signed in.
struct Call: Sendable {
    var visit: Visit
    let caller: Caller

    var request: Request { visit.request }
}
