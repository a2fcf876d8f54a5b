import Foundation

/// A small request to a service that the operator's settings name.
package struct WebRequest: Sendable {
    package let url: String
    /// By name; a `Content-Type` comes with the body.
    package var headers: [String: String] = [:]
    /// Sent by POST; nil is a GET.
    package private(set) var body: String?

    /// - Parameter query: appended percent-encoded, in this order. It may hold secrets: no part of a URL is ever logged
    ///   or told in an error.
    package static func get(_ url: String, query: [(String, String)] = []) -> WebRequest {
        guard !query.isEmpty else { return WebRequest(url: url) }
        return WebRequest(url: url + (url.contains("?") ? "&" : "?") + FormText.of(query))
    }

    /// As `application/x-www-form-urlencoded`.
    package static func post(_ url: String, form: [(String, String)]) -> WebRequest {
        WebRequest(
            url: url, headers: ["Content-Type": "application/x-www-form-urlencoded"], body: FormText.of(form))
    }
}

/// An answer of any status.
package struct WebResponse: Sendable {
    package let status: Int
    /// By lower-case name; of several the last.
    package let headers: [String: String]
    package let body: Data

    package init(status: Int, headers: [String: String], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there is no answer. None of them holds a URL's path or query.
package enum WebError: Error, Equatable, Sendable {
    /// The server works offline and this is none of its stand-ins.
    case refused(OutboundRefusal)
    /// It leads to an address that ``AddressPolicy`` keeps closed.
    case forbiddenAddress
    case tooLarge(limitBytes: Int)
    case timedOut
    case unreachable(String)
}

/// Asks services that the operator's settings name, through libcurl: small answers, a short time, no redirects.
package final class WebClient: Sendable {
    private let policy: OutboundPolicy
    private let timeout: Duration
    private let maxBytes: Int
    /// libcurl blocks; at most this many threads do so at a time, and the rest wait their turn.
    private let threads = OperationQueue()

    /// - Parameters:
    ///   - policy: one that names the services' URLs, see ``OutboundPolicy/naming(_:)``.
    ///   - timeout: for one whole exchange.
    ///   - maxBytes: of one answer's body.
    package init(
        policy: OutboundPolicy, timeout: Duration = .seconds(10), maxBytes: Int = 1 << 20, atOnce: Int = 4
    ) {
        self.policy = policy
        self.timeout = timeout
        self.maxBytes = maxBytes
        threads.name = "outbound.web"
        threads.maxConcurrentOperationCount = atOnce
    }

    /// - Returns: the answer, whatever its status.
    package func send(_ request: WebRequest) async throws(WebError) -> WebResponse {
        let addresses: AddressPolicy
        do { addresses = try policy.addresses(for: request.url) } catch { throw .refused(error) }
        let exchange = Exchange(request: request, maxBytes: maxBytes, timeout: timeout, addresses: addresses)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (done: CheckedContinuation<Result<WebResponse, WebError>, Never>) in
                threads.addOperation { done.resume(returning: exchange.perform()) }
            }
        } onCancel: {
            exchange.cancel()
        }
        if case .failure(.forbiddenAddress) = result { policy.noteForbiddenAddress() }
        return try result.get()
    }
}

/// Name and value pairs as HTML forms and queries write them.
package enum FormText {
    /// Everything but the unreserved characters of RFC 3986, section 2.3, is percent-encoded.
    package static func of(_ pairs: [(String, String)]) -> String {
        pairs.map { name, value in "\(encoded(name))=\(encoded(value))" }.joined(separator: "&")
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
