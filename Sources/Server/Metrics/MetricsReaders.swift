import Crypto
import Domain
import Foundation
import HTTPTypes
import Studio

/// Who may read the metrics: whoever shows the token, and whoever asks from this machine itself.
///
/// Behind a proxy on this machine everybody seems to ask from it, and a page that somebody here looks at can make their
/// browser ask. So what carries a proxy's mark, another name than this machine's own or a page's origin needs the
/// token.
struct MetricsReaders: Sendable {
    private let token: SHA256.Digest?

    /// - Parameter token: `GREENROOM_METRICS_TOKEN`; its hash is all that is kept. Nil when there is none.
    init(token: String?) { self.token = token.map { SHA256.hash(data: Data($0.utf8)) } }

    /// - Throws: 401.
    func admit(_ visit: Visit) throws(ErrorBody) {
        let headers = visit.request.headers
        // The comparison of a digest takes the same time wherever the two differ.
        if let token, let shown = Authenticator.bearer(headers), SHA256.hash(data: Data(shown.utf8)) == token { return }
        let peer = visit.context.channel.remoteAddress?.ipAddress
        if Self.isHere(peer), !Self.isForwarded(headers), !Self.isPage(headers),
            Self.isOwnName(visit.request.head.authority ?? "")
        {
            return
        }
        throw .unauthenticated(
            "Metrics can be read from this machine itself, or with the value of GREENROOM_METRICS_TOKEN as a bearer token."
        )
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap(AddressBlock.init)

    private static func isHere(_ address: String?) -> Bool {
        guard let address = address.flatMap(IPAddress.init) else { return false }
        return loopback.contains { $0.contains(address) }
    }

    private static let marks =
        [
            "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via",
        ].map(HTTPField.Name.named) + [.origin]

    private static func isForwarded(_ headers: HTTPFields) -> Bool { marks.contains { headers.contains($0) } }

    /// An address that somebody typed is asked for by no page.
    private static func isPage(_ headers: HTTPFields) -> Bool { (headers[.fetchSite] ?? "none") != "none" }

    /// `localhost` or an address of loopback, with or without a port.
    private static func isOwnName(_ authority: String) -> Bool {
        var host = Substring(authority.lowercased())
        if host.first == "[" {
            host = host.dropFirst().prefix { $0 != "]" }
        } else {
            host = host.prefix { $0 != ":" }
        }
        return host == "localhost" || isHere(String(host))
    }
}
