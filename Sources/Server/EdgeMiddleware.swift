import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Studio

/// The outermost step of every request: gives it an id, turns what was thrown into the one error shape, adds the
/// headers that every answer has, times and counts it.
struct EdgeMiddleware: RouterMiddleware {
    typealias Context = EdgeContext

    /// Requests that take longer are logged at `notice`.
    private let slowNanoseconds: Int64
    /// How long browsers are told to come by https only; 0 tells them nothing.
    private let strictTransportSeconds: Int
    private let meters: RequestMeters
    private let ids = RequestIDs()

    init(slow: Duration, strictTransportSeconds: Int, meters: RequestMeters) {
        slowNanoseconds = slow.components.seconds * 1_000_000_000 + slow.components.attoseconds / 1_000_000_000
        self.strictTransportSeconds = strictTransportSeconds
        self.meters = meters
    }

    func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let start = MonotonicClock.nanoseconds()
        var context = context
        context.requestID = Self.requestID(of: request) ?? ids.next()
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            throw error  // Hummingbird answers 400 and closes: what follows cannot be read
        } catch {
            response = Self.body(of: error, request, context).response(requestID: context.requestID)
            Self.endConnectionIfNeeded(&response, request)
        }
        complete(&response.headers, requestID: context.requestID)
        let took = MonotonicClock.nanoseconds() - start
        meters.note(route: context.endpointPath, request.method, status: response.status.code, nanoseconds: took)
        log(request, response, context, nanoseconds: took)
        // RFC 9110, 9.3.2: bytes after the head of such an answer would be taken for the next one.
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The caller's own id when it is harmless in a log: 1...64 letters, digits, `.`, `_`, `-` and `:`.
    private static func requestID(of request: Request) -> String? {
        guard let theirs = request.headers[.requestID], (1...64).contains(theirs.utf8.count),
            theirs.utf8.allSatisfy({ byte in
                (48...58).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 46 || byte == 95
            })
        else { return nil }
        return theirs
    }

    private static func body(of error: any Error, _ request: Request, _ context: EdgeContext) -> ErrorBody {
        switch error {
        case let body as ErrorBody: return body
        case let refusal as StudioError: return ErrorBody(refusal)
        case let http as HTTPError where http.status == .notFound: return .notFound
        case is NIOTooManyBytesError: return .tooLarge(limitBytes: 0)
        case is CancellationError, is ChannelError, is IOError:
            // The client or the server is leaving; nobody may read this.
            context.logger.debug("request abandoned", metadata: ["error": "\(error)"])
            return ErrorBody(.unavailable("The server stopped working on this request."))
        default:
            context.logger.error(
                "request failed",
                metadata: [
                    "error": "\(String(reflecting: error))", "error_type": "\(type(of: error))",
                    "method": "\(request.method)", "path": "\(request.uri.path)", "request_id": "\(context.requestID)",
                ])
            return .internal
        }
    }

    /// A refused request may still be sending its body. A small rest is read and dropped; for a large one, or one that
    /// may never come because the client asked first, the connection ends, see ``ConnectionGuard``.
    private static func endConnectionIfNeeded(_ response: inout Response, _ request: Request) {
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let isLarge = length.map { $0 > 65_536 } ?? request.headers.contains(.transferEncoding)
        if isLarge || request.headers.contains(.expect) { response.headers[.connection] = "close" }
    }

    private func complete(_ headers: inout HTTPFields, requestID: String) {
        headers.append(HTTPField(name: .requestID, value: requestID))
        headers.append(HTTPField(name: .xContentTypeOptions, value: "nosniff"))
        headers.append(HTTPField(name: .referrerPolicy, value: "same-origin"))
        if strictTransportSeconds > 0 {
            headers.append(HTTPField(name: .strictTransportSecurity, value: "max-age=\(strictTransportSeconds)"))
        }
        if !headers.contains(.contentSecurityPolicy) {
            headers.append(
                HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'; sandbox"))
        }
    }

    /// One line a request; those that come every few seconds from whoever watches, and the files of the page, are told at
    /// `debug`. A slow one is marked.
    private func log(_ request: Request, _ response: Response, _ context: EdgeContext, nanoseconds: Int64) {
        let route = context.endpointPath ?? "-"
        let isSlow = nanoseconds > slowNanoseconds
        let level: Logger.Level =
            response.status.code >= 500 ? .warning : isSlow ? .notice : Self.quiet.contains(route) ? .debug : .info
        guard level >= context.logger.logLevel else { return }
        var facts: Logger.Metadata = [
            "method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
            "request_id": "\(context.requestID)", "duration_ms": "\(nanoseconds / 1_000_000)",
        ]
        if let account = context.signedIn.id { facts["account_id"] = "\(account)" }
        if isSlow { facts["slow"] = "true" }
        context.logger.log(level: level, "request", metadata: facts)
    }

    private static let quiet: Set = ["/", "/**", "/metrics", "/health/live", "/health/ready"]
}
