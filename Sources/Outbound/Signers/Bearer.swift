/// A token that stands for its bearer (RFC 6750).
package struct Bearer: RequestSigner {
    private let token: String

    package init(_ token: String) { self.token = token }

    package func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
        ["Authorization": "Bearer \(token)"]
    }
}
