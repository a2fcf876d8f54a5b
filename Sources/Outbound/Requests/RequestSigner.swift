import Crypto
import Domain
import Foundation

/// Proves to a service whose request it is, by headers. A signer is a value: it holds its credentials and no state.
package protocol RequestSigner: Sendable {
    /// - Returns: headers that are set beside the request's own, and replace those of the same name.
    /// - Throws: ``WebError/invalid(_:)`` in words without secrets when it cannot sign this.
    func headers(for request: SigningRequest) throws(WebError) -> [String: String]
}

/// What a signer sees of a request.
package struct SigningRequest: Sendable {
    package let method: String
    /// As it is sent.
    package let url: String
    /// By the names that they are sent with; none of the connection's.
    package let headers: [String: String]
    private let body: WebBody?

    package init(method: String, url: String, headers: [String: String] = [:], body: WebBody? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Of the body, in lower-case hexadecimal digits; nil for a stream or parts, and for a file whose hash
    /// nobody told.
    package var bodySHA256: String? {
        switch body {
        case nil: SHA256.hash(data: Data()).hex
        case .bytes(let data): SHA256.hash(data: data).hex
        case .file(let file): file.sha256
        case .stream, .parts: nil
        }
    }

    /// The body itself where it lies in memory, for signatures over it.
    package var bodyInMemory: Data? {
        switch body {
        case nil: Data()
        case .bytes(let data): data
        case .file, .stream, .parts: nil
        }
    }
}
