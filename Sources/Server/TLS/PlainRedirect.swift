import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Sends those who come by http to where TLS is spoken.
struct PlainRedirect: HTTPResponder {
    typealias Context = BasicRequestContext

    /// Of the page, when it is configured: `https://studio.example.com`.
    let publicURL: String?
    /// Where TLS is spoken, on the host that the client named.
    let securePort: @Sendable () -> Int

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard let origin = publicURL ?? origin(of: request) else { return Response(status: .badRequest) }
        // A target may also be a whole address, or `*` (RFC 9112, section 3.2).
        let path = request.head.path.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/"
        return Response(
            status: .permanentRedirect, headers: [.location: origin + path, .cacheControl: "max-age=3600"])
    }

    /// Nil for what is no host.
    private func origin(of request: Request) -> String? {
        guard let authority = request.head.authority, authority.utf8.count <= 255 else { return nil }
        let bracket = authority.lastIndex(of: "]")
        let host =
            if authority.hasPrefix("["), let bracket { authority[...bracket] } else { authority.prefix { $0 != ":" } }
        let isHost =
            !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case 48...58, 65...91, 93, 95, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."): true
                default: false
                }
            }
        let port = securePort()
        return isHost ? "https://\(host)" + (port == 443 ? "" : ":\(port)") : nil
    }
}
