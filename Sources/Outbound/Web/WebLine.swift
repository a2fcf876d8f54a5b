import Foundation

/// What a request's line and head may hold: nothing that could begin a line of its own or another request.
enum WebLine {
    private static let longestValue = 16 << 10
    private static let longestURL = 16 << 10
    /// libcurl writes these itself, from what is really sent.
    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "expect", "upgrade", "te", "trailer",
        "proxy-authorization", "proxy-connection", "http2-settings",
    ]

    /// - Returns: the lines for libcurl.
    static func lines(_ headers: [String: String]) throws(WebError) -> [String] {
        var lines: [String] = []
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            guard isToken(name), name.utf8.count <= 200 else { throw .invalid("the name of a header is not a token") }
            guard !reserved.contains(name.lowercased()) else { throw .invalid("the header \(name) cannot be set") }
            guard value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }), value.utf8.count <= longestValue else {
                throw .invalid("the header \(name) holds a line break, a control character or too much")
            }
            // Without a value, "name:" would tell libcurl to leave its own header of that name out.
            lines.append(value.allSatisfy { $0 == " " || $0 == "\t" } ? "\(name);" : "\(name): \(value)")
        }
        return lines
    }

    static func requireMethod(_ method: String) throws(WebError) {
        guard isToken(method), method == method.uppercased(), method.utf8.count <= 32, method != "CONNECT" else {
            throw .invalid("the method is not one that can be sent")
        }
    }

    /// http or https, with a host, without credentials.
    static func requireURL(_ url: String) throws(WebError) {
        guard url.utf8.count <= longestURL, url.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
            throw .invalid("the URL is too long or holds a space or a control character")
        }
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), parts.host?.isEmpty == false, parts.user == nil, parts.password == nil
        else { throw .invalid("the URL is none of http or https, names no host, or holds a password") }
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }
}
