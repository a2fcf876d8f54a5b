import HTTPTypes

/// The web app's session as cookies that no script can read.
enum SessionCookies {
    static let access = "greenroom_access"
    static let refresh = "greenroom_refresh"

    /// Whether the client asks for cookies instead of tokens in the answer. A page of another site cannot set this
    /// header without asking first, which this server refuses.
    static func areWanted(_ headers: HTTPFields) -> Bool { headers[.sessionKind]?.lowercased() == "cookie" }

    /// - Throws: 422 for another word than `cookie`.
    static func requireKnown(_ headers: HTTPFields) throws(ErrorBody) {
        guard headers[.sessionKind] != nil, !areWanted(headers) else { return }
        throw .noneOf(["cookie"], HTTPField.Name.sessionKind.rawName)
    }

    /// - Parameter refreshSeconds: how long the refresh token is good.
    static func set(
        access: String, refresh: String, refreshSeconds: Int64, isSecure: Bool, in headers: inout HTTPFields
    ) {
        let accessSeconds = AccessTokens.lifetime.components.seconds
        add(self.access, access, path: "/api", seconds: accessSeconds, isSecure, &headers)
        add(self.refresh, refresh, path: "/api/v1/auth", seconds: refreshSeconds, isSecure, &headers)
    }

    static func clear(isSecure: Bool, in headers: inout HTTPFields) {
        add(access, "", path: "/api", seconds: 0, isSecure, &headers)
        add(refresh, "", path: "/api/v1/auth", seconds: 0, isSecure, &headers)
    }

    /// The cookie's value; of several of one name the first, which has the longest path.
    static func value(_ name: String, in headers: HTTPFields) -> String? {
        for line in headers[values: .cookie] {
            for pair in line.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.hasPrefix(name), let equals = pair.firstIndex(of: "="), pair[..<equals] == name[...] else {
                    continue
                }
                let value = pair[pair.index(after: equals)...]
                if !value.isEmpty { return String(value) }
            }
        }
        return nil
    }

    /// One that no script can read and that comes back on plain navigations from elsewhere only.
    static func add(
        _ name: String, _ value: String, path: String, seconds: Int64, _ isSecure: Bool, _ headers: inout HTTPFields
    ) {
        let secure = isSecure ? "; Secure" : ""
        let cookie = "\(name)=\(value); Path=\(path); Max-Age=\(seconds); HttpOnly; SameSite=Lax\(secure)"
        headers.append(HTTPField(name: .setCookie, value: cookie))
    }
}
