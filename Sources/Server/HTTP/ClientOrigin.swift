import HTTPTypes
import Hummingbird
import NIOCore

/// Who is at the other end, as far as it can be believed.
struct ClientOrigin: Sendable, Equatable {
    /// The client's address, without a port.
    let address: String
    /// What the client calls this server: host, and port unless it is the scheme's own.
    let host: String
    let isSecure: Bool

    var scheme: String { isSecure ? "https" : "http" }
}

/// Which reverse proxies may speak for their clients. Without them every forwarded header is ignored: anyone can write
/// one.
struct TrustedProxies: Sendable {
    /// Addresses as text, e.g. `127.0.0.1`.
    let addresses: Set<String>
    /// Whether the configured public URL is https, for proxies that do not say so.
    let isPublicURLSecure: Bool

    func origin(of request: Request, from peer: SocketAddress?) -> ClientOrigin {
        let address = peer?.ipAddress ?? "unknown"
        let host = request.head.authority ?? ""
        guard !addresses.isEmpty, addresses.contains(address) else {
            return ClientOrigin(address: address, host: host, isSecure: isPublicURLSecure)
        }
        let forwarded = request.headers[values: Self.forwardedFor].last?.split(separator: ",").last.map(Self.trim)
        let proto = request.headers[Self.forwardedProto]
        return ClientOrigin(
            address: forwarded.flatMap { $0.isEmpty ? nil : $0 } ?? address,
            host: request.headers[Self.forwardedHost] ?? host,
            isSecure: proto.map { $0.lowercased() == "https" } ?? isPublicURLSecure)
    }

    private static func trim(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.prefix(64).prefix { $0 != " " })
    }

    private static let forwardedFor = HTTPField.Name.named("X-Forwarded-For")
    private static let forwardedProto = HTTPField.Name.named("X-Forwarded-Proto")
    private static let forwardedHost = HTTPField.Name.named("X-Forwarded-Host")
}
