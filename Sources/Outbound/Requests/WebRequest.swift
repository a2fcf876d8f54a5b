import Domain
import Foundation

/// A request to a service that the operator's settings name, or to what a client names.
package struct WebRequest: Sendable {
    /// `GET`, or any other token (RFC 9110, section 9.1), in upper case.
    package var method: String
    package var url: String
    /// By name. `Host`, `Content-Length` and what belongs to the connection are made here and refused in this list.
    package var headers: [String: String]
    package var body: WebBody?
    /// What proves whose request it is; asked anew for each address that is called.
    package var signer: (any RequestSigner)?
    /// Nil takes the client's.
    package var limits: WebLimits?
    /// Goes over a connection of its own: a kept one may turn out to be dead when the request is on its way already.
    package var isAlone = false
    /// Makes the connection a WebSocket.
    var upgrade: WebSocketHandshake?

    package init(
        _ method: String = "GET", _ url: String, headers: [String: String] = [:], body: WebBody? = nil,
        signer: (any RequestSigner)? = nil, limits: WebLimits? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.signer = signer
        self.limits = limits
    }

    /// - Parameter query: appended percent-encoded, in this order. It may hold secrets: no part of a URL is ever logged
    ///   or told in an error.
    package static func get(_ url: String, query: [(String, String)] = []) -> WebRequest {
        guard !query.isEmpty else { return WebRequest("GET", url) }
        return WebRequest("GET", url + (url.contains("?") ? "&" : "?") + FormText.of(query))
    }

    /// As `application/x-www-form-urlencoded`.
    package static func post(_ url: String, form: [(String, String)]) -> WebRequest {
        WebRequest(
            "POST", url, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: .bytes(Data(FormText.of(form).utf8)))
    }

    /// As `application/json`.
    package static func json(_ method: String = "POST", _ url: String, _ body: Data) -> WebRequest {
        WebRequest(method, url, headers: ["Content-Type": "application/json"], body: .bytes(body))
    }

    /// Methods that do the same when they arrive twice (RFC 9110, section 9.2.2).
    var isIdempotent: Bool { ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method) }
}

/// What a request carries.
package enum WebBody: Sendable {
    case bytes(Data)
    case file(WebFile)
    /// Sent as it comes, and once: the request is not repeated when its connection fails.
    /// - Parameter length: in bytes; nil sends it in chunks.
    case stream(length: Int64?, any AsyncSequence<Data, any Error> & Sendable)
    /// One after the other.
    case parts([Part])

    package enum Part: Sendable {
        case bytes(Data)
        case file(WebFile)
    }
}

/// A part of a file, read while it is sent.
package struct WebFile: Sendable {
    package let path: String
    package let offset: Int64
    /// Nil is the rest of the file.
    package let length: Int64?
    /// Of that part, for signers; nil when nobody knows it.
    package let sha256: String?

    package init(path: String, offset: Int64 = 0, length: Int64? = nil, sha256: String? = nil) {
        self.path = path
        self.offset = offset
        self.length = length
        self.sha256 = sha256
    }
}

/// How much and how long.
package struct WebLimits: Equatable, Sendable {
    /// Of the answer's body.
    package var answerBytes: Int64 = 1 << 20
    /// For everything: waiting for a place, redirects and the body.
    package var total: Duration = .seconds(10)
    package var connect: Duration = .seconds(5)
    /// Ends a transfer that moved fewer than ``slowest`` bytes a second for this long, in whole seconds; nil is never. A
    /// consumer that takes its time does not count.
    package var idle: Duration?
    package var slowest = 1
    /// Of the request's body, a second at most; nil is as many as go.
    package var sentBytesPerSecond: Int?
    /// How many redirects of a GET or HEAD are followed; at none the redirect itself is the answer.
    package var redirects = 0

    package init() {}

    package init(total: Duration, answerBytes: Int64 = 1 << 20) {
        self.total = total
        self.answerBytes = answerBytes
    }
}

/// What an answer says before its body.
package struct WebHead: Equatable, Sendable {
    package let status: Int
    /// By lower-case name; of several the last.
    package let headers: [String: String]

    package init(status: Int, headers: [String: String] = [:]) {
        self.status = status
        self.headers = headers
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) && headers["location"] != nil }
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

/// An answer whose body lies in a file.
package struct WebDownload: Sendable {
    package let head: WebHead
    /// Of the body, in the file; 0 when the status is not one of success.
    package let bytes: Int64
    /// The body of an answer that is no success, cut off at 64 KiB.
    package let refusal: Data
    /// Where it came from in the end.
    package let url: String
}

/// Why there is no answer. None of them holds a URL's path or query.
package enum WebError: Error, Equatable, Sendable {
    /// The request cannot be sent as it is, in words: `the header X-Name holds a line break`.
    case invalid(String)
    /// The server works offline and this is none of its stand-ins.
    case refused(OutboundRefusal)
    /// It leads to an address that ``AddressPolicy`` keeps closed.
    case forbiddenAddress
    case tooLarge(limitBytes: Int64)
    case tooManyRedirects
    case timedOut
    /// Too many requests to the same service, or of the same account, wait already.
    case busy
    case storageFull
    case cancelled
    case unreachable(String)
    /// The same, of a request that must not arrive twice: nothing of it has left, so that it may be repeated.
    case unsent(String)
}
