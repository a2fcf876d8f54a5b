import Foundation

/// A name and a password (RFC 7617).
package struct Basic: RequestSigner {
    private let user: String
    private let password: String

    /// - Parameter user: without a colon.
    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    package func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
        guard !user.contains(":") else { throw .invalid("the user's name holds a colon") }
        return ["Authorization": "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"]
    }
}
