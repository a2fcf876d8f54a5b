import Crypto
import Domain
import Foundation

/// The site that passkeys are made for, as browsers know it.
package struct RelyingParty: Equatable, Sendable {
    /// The host name, in lower case.
    package let id: String
    /// Scheme, host, and the port unless it is the scheme's own.
    package let origin: String

    /// - Parameters:
    ///   - scheme: `http` or `https`.
    ///   - host: with the port, when there is one.
    /// - Throws: ``StudioError/conflict(_:)`` for a bare address: browsers make passkeys for names only.
    package init(scheme: String, host: String) throws(StudioError) {
        guard let parts = URLComponents(string: "\(scheme)://\(host.lowercased())"), let name = parts.host,
            !name.isEmpty, name.contains(where: { $0.isLetter }), !name.contains(":"), !name.hasPrefix("["),
            parts.path.isEmpty, parts.user == nil
        else {
            throw .conflict(
                Conflict("passkey_host", "passkeys need a host name; open this server by its name, not by its address"))
        }
        id = name
        let ordinary = scheme == "https" ? 443 : 80
        let port = parts.port.flatMap { $0 == ordinary ? nil : ":\($0)" } ?? ""
        origin = "\(scheme)://\(name)\(port)"
    }

    var hash: Data { Data(SHA256.hash(data: Data(id.utf8))) }
}

/// What the browser signs (WebAuthn level 2, section 5.8.1).
struct ClientData {
    private struct Members: Decodable {
        let type: String
        let challenge: String
        let origin: String
        let crossOrigin: Bool?
    }

    let challenge: Data

    /// - Parameter type: `webauthn.create` or `webauthn.get`.
    /// - Returns: nil for what was not meant for this site and this step.
    init?(_ json: Data, type: String, from site: RelyingParty) {
        guard let members = try? JSONDecoder().decode(Members.self, from: json), members.type == type,
            members.origin == site.origin, members.crossOrigin != true,
            let challenge = Base64URL.bytes(members.challenge)
        else { return nil }
        self.challenge = challenge
    }
}
