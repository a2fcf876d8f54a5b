import Domain
import Foundation

/// Whom this process may call at all, decided in one place for everything that goes out: media named by clients,
/// sign-in providers, mail. Which addresses a name may lead to is then ``AddressPolicy``'s business.
package struct OutboundPolicy: Sendable {
    /// The only ones that may be called; nil is anybody.
    private let standIns: Set<Origin>?
    /// Whom the operator named: these, and only these, may lie in a private network, or on loopback.
    private let named: Set<Origin>
    private let refused: @Sendable (_ origin: String) -> Void
    private var told: @Sendable (Refused) -> Void = { _ in }

    /// Why a call was not made.
    package enum Refused: Sendable {
        /// The server works offline and this is none of its stand-ins.
        case offline
        /// It leads to an address that ``AddressPolicy`` keeps closed.
        case address
    }

    /// The ordinary one.
    package static let online = OutboundPolicy(standIns: nil, named: []) { _ in }

    /// For a server that is to call nobody but the stand-ins.
    /// - Parameters:
    ///   - standIns: their URLs, any scheme; what counts is scheme, host and port.
    ///   - refused: told of every call that was refused, as `https://host:port` without path and query, for the log.
    package static func offline(
        standIns: [String], refused: @escaping @Sendable (_ origin: String) -> Void
    ) -> OutboundPolicy {
        OutboundPolicy(standIns: Set(standIns.compactMap(Origin.init)), named: [], refused: refused)
    }

    private init(standIns: Set<Origin>?, named: Set<Origin>, refused: @escaping @Sendable (String) -> Void) {
        self.standIns = standIns
        self.named = named
        self.refused = refused
    }

    package var isOffline: Bool { standIns != nil }

    /// The same policy for a caller whose URLs stand in the operator's settings: their hosts may lie in a private network,
    /// and those that are written with a loopback host on this machine.
    package func naming(_ urls: [String]) -> OutboundPolicy {
        OutboundPolicy(standIns: standIns, named: named.union(urls.compactMap(Origin.init)), refused: refused)
            .telling(told)
    }

    /// The same policy with somebody who is told of every call that is not made, to count them.
    package func telling(_ told: @escaping @Sendable (Refused) -> Void) -> OutboundPolicy {
        var policy = self
        policy.told = told
        return policy
    }

    /// A connection was not made, because of where it led.
    func noteForbiddenAddress() { told(.address) }

    /// Asked before every call, redirects included.
    /// - Returns: which addresses the connection may be made to.
    /// - Throws: ``OutboundRefusal`` for a URL without a host, and offline for everybody but the stand-ins.
    package func addresses(for url: String) throws(OutboundRefusal) -> AddressPolicy {
        guard let origin = Origin(url) else { throw OutboundRefusal(origin: "a text that is no URL") }
        if let standIns, !standIns.contains(origin) {
            refused(origin.text)
            told(.offline)
            throw OutboundRefusal(origin: origin.text)
        }
        let isNamed = named.contains(origin)
        return AddressPolicy(allowsLoopback: origin.isLoopback && isNamed, allowsPrivate: isNamed)
    }

    /// Whether both have the same scheme, host and port; what is no URL has none.
    static func isSameOrigin(_ one: String, _ other: String) -> Bool {
        guard let one = Origin(one), let other = Origin(other) else { return false }
        return one == other
    }
}

/// A call that was not made, because the server works offline.
package struct OutboundRefusal: Error, Equatable {
    /// Scheme, host and port of whom it was for.
    package let origin: String

    package init(origin: String) { self.origin = origin }
}

/// Scheme, host and port.
private struct Origin: Hashable {
    let scheme: String
    let host: String
    let port: Int

    private static let ports = ["http": 80, "https": 443, "smtp": 25, "smtps": 465]

    init?(_ url: String) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, let port = parts.port ?? Self.ports[scheme]
        else { return nil }
        (self.scheme, self.host, self.port) = (scheme, host, port)
    }

    var text: String { "\(scheme)://\(host):\(port)" }

    var isLoopback: Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        if bare == "localhost" { return true }
        guard let address = IPAddress(bare) else { return false }
        return AddressPolicy(allowsLoopback: true).allows(address) && !AddressPolicy().allows(address)
    }
}
