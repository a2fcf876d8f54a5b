import Domain
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
    /// Origins whose pages may act with the cookie like our own.
    var allowedPages: Set<String> = []

    var scheme: String { isSecure ? "https" : "http" }
}

/// Which reverse proxies may speak for their clients. Without them every forwarded header is ignored: anyone can write
/// one.
struct TrustedProxies: Sendable {
    let blocks: [AddressBlock]
    /// Whether clients come by https, for proxies that do not say so.
    let isSecure: Bool
    /// For ``ClientOrigin/allowedPages``.
    let allowedPages: Set<String>

    func origin(of request: Request, from peer: SocketAddress?) -> ClientOrigin {
        let address = peer?.ipAddress ?? "unknown"
        let host = request.head.authority ?? ""
        guard !blocks.isEmpty, trusts(address) else {
            return ClientOrigin(
                address: address, host: host, isSecure: isSecure, allowedPages: allowedPages)
        }
        let proto = request.headers[Self.forwardedProto]
        return ClientOrigin(
            address: client(of: request.headers, behind: address), host: request.headers[Self.forwardedHost] ?? host,
            isSecure: proto.map { $0.lowercased() == "https" } ?? isSecure, allowedPages: allowedPages)
    }

    /// Each proxy adds whom it heard, at the right: going left as long as those who added are trusted, the first one who
    /// is not is the client. What stands further left is only what that client says.
    private func client(of headers: HTTPFields, behind peer: String) -> String {
        var client = peer
        let hops = headers[values: Self.forwardedFor].flatMap { $0.split(separator: ",") }
        for hop in hops.suffix(32).reversed() {
            guard let address = Self.address(hop) else { break }
            client = address
            if !trusts(address) { break }
        }
        return client
    }

    private func trusts(_ text: String) -> Bool {
        guard let address = IPAddress(text) else { return false }
        return blocks.contains { $0.contains(address) }
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711` without the port; nil for what is no address.
    private static func address(_ hop: Substring) -> String? {
        let text = hop.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        guard text.utf8.count <= 64 else { return nil }
        var bare = String(text)
        if text.first == "[" {
            bare = String(text.dropFirst().prefix { $0 != "]" })
        } else if text.contains("."), text.filter({ $0 == ":" }).count == 1 {
            bare = String(text.prefix { $0 != ":" })
        }
        return IPAddress(bare) == nil ? nil : bare
    }

    private static let forwardedFor = HTTPField.Name.named("X-Forwarded-For")
    private static let forwardedProto = HTTPField.Name.named("X-Forwarded-Proto")
    private static let forwardedHost = HTTPField.Name.named("X-Forwarded-Host")
}
