import Foundation

/// Who letters come from.
package struct MailSender: Equatable, Sendable {
    package let name: String?
    package let address: String

    init(name: String?, address: String) {
        self.name = name
        self.address = address
    }

    /// `Greenroom <studio@example.com>` or the address alone; nil for anything else.
    package init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if trimmed.hasSuffix(">"), let open = trimmed.lastIndex(of: "<") {
            let shown = trimmed[..<open].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            name = shown.isEmpty ? nil : shown
            address = String(trimmed[trimmed.index(after: open)...].dropLast())
        } else {
            name = nil
            address = trimmed
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            !address.unicodeScalars.contains(where: {
                $0.value <= 32 || $0.value == 127 || "<>,;\"".unicodeScalars.contains($0)
            })
        else { return nil }
    }
}

/// The post office, as `smtp://user:password@host:587` or `smtps://…`.
package struct MailServer: Equatable, Sendable {
    /// Without name and password.
    let url: String
    let user: String?
    let password: String?
    /// Whether it is this machine itself: only then may the connection stay open to eavesdroppers.
    package let isLocal: Bool

    /// Nil for a URL of another kind.
    package init?(_ text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["smtp", "smtps"].contains(scheme), let host = parts.host, !host.isEmpty,
            parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.fragment == nil
        else { return nil }
        url = "\(scheme)://\(host):\(parts.port ?? (scheme == "smtps" ? 465 : 587))"
        user = parts.user
        password = parts.password
        isLocal = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
    }
}
