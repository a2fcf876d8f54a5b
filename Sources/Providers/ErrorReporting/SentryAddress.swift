import Foundation

/// Where reports go: a DSN, `https://KEY@HOST/PATH/PROJECT` (develop.sentry.dev/sdk/overview, "Parsing the DSN").
package struct SentryAddress: Equatable, Sendable {
    /// Of the envelope endpoint.
    package let url: String
    let key: String

    /// Nil for what is no DSN.
    package init?(dsn: String) {
        guard let parts = URLComponents(string: dsn), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            let key = parts.user, !key.isEmpty, let host = parts.host, !host.isEmpty,
            key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        var path = parts.path.split(separator: "/").map(String.init)
        guard let project = path.popLast(), project.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            return nil
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        let prefix = path.map { "/" + $0 }.joined()
        url = "\(scheme)://\(host)\(port)\(prefix)/api/\(project)/envelope/"
        self.key = key
    }
}
