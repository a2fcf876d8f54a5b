import HTTPTypes
import Hummingbird

/// Which pages of other origins may use the API (the Fetch standard's CORS protocol). Without any, browsers keep all of
/// them out.
package struct CrossOrigin: Sendable, Equatable {
    /// As browsers write them: `https://studio.example.com`.
    package let origins: Set<String>
    /// Whether every page may, but without cookies.
    package let allowsAll: Bool

    package init(origins: Set<String> = [], allowsAll: Bool = false) {
        self.origins = origins
        self.allowsAll = allowsAll
    }

    var isEmpty: Bool { origins.isEmpty && !allowsAll }
}

/// Tells browsers what a page of another origin may do, with every answer and before requests that are not simple.
struct CrossOriginMiddleware: RouterMiddleware {
    typealias Context = EdgeContext

    let rules: CrossOrigin

    func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let origin = request.headers[.origin]
        let isNamed = origin.map(rules.origins.contains) ?? false
        guard let origin, isNamed || rules.allowsAll else {
            var response = try await next(request, context)
            Self.vary(&response.headers)
            return response
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Self.preflight : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = isNamed ? origin : "*"
        if isNamed { response.headers[.accessControlAllowCredentials] = "true" }
        if !isPreflight { response.headers[.accessControlExposeHeaders] = Self.exposed }
        Self.vary(&response.headers)
        return response
    }

    /// A cache must not give one origin's answer to another.
    private static func vary(_ headers: inout HTTPFields) { headers.append(HTTPField(name: .vary, value: "Origin")) }

    private static var preflight: Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE",
                .accessControlAllowHeaders: accepted, .accessControlMaxAge: "600",
            ])
    }

    private static let accepted = [
        "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match",
        "If-Range", "Last-Event-ID", "Prefer", "Range", "Tus-Resumable", "Upload-Checksum", "Upload-Length",
        "Upload-Metadata", "Upload-Offset", "X-API-Key", "X-Greenroom-Session", "X-HTTP-Method-Override",
        "X-Request-Id",
    ].joined(separator: ", ")

    private static let exposed = [
        "Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Idempotent-Replayed", "Location",
        "Preference-Applied", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After",
        "Tus-Checksum-Algorithm", "Tus-Extension", "Tus-Max-Size", "Tus-Resumable", "Tus-Version", "Upload-Expires",
        "Upload-Length", "Upload-Metadata", "Upload-Offset", "X-Greenroom-File-Id", "X-Request-Id",
    ].joined(separator: ", ")
}
