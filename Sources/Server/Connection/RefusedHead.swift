import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The answer to a head that no route is asked about.
struct RefusedHead {
    let refusal: ErrorBody
    let requestID: String
    /// Whether the connection ends with it, see ``ConnectionGuard``.
    let closes: Bool

    var parts: [HTTPResponsePart] {
        let json = refusal.json(requestID: requestID)
        var fields: HTTPFields = [
            .contentType: "application/json", .contentLength: String(json.bytes.count), .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff", .requestID: requestID,
        ]
        if closes { fields[.connection] = "close" }
        for field in refusal.headers { fields.append(field) }
        return [
            .head(HTTPResponse(status: refusal.status, headerFields: fields)), .body(ByteBuffer(bytes: json.bytes)),
            .end(nil),
        ]
    }
}

extension ErrorBody {
    static let headersTooLarge = ErrorBody(
        status: .requestHeaderFieldsTooLarge, code: "HEADERS_TOO_LARGE",
        message: "The request has too many headers, or they are too long.")
    static let unknownMethod = ErrorBody(
        status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "No address of this server takes this method.",
        headers: [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"])
    static let noHost = ErrorBody.badRequest("The request must have exactly one Host header.", field: "Host")
}
