/// Every `error.code` there is, for the document; a test holds the list against the sources and the document against
/// every answer of the contract's tests.
enum ErrorCodes {
    /// With the statuses it comes with.
    static let all: [(code: String, status: String, meaning: String)] = [
        ("BAD_REQUEST", "400", "The request cannot be read: no JSON, a value of another type."),
        ("UNAUTHENTICATED", "401", "Nobody is signed in, or what was shown is not good."),
        ("SECOND_FACTOR_REQUIRED", "401", "Go on with `details.ticket` at `POST /auth/second-factor`."),
        ("INSUFFICIENT_CREDITS", "402", "There are not enough credits."),
        ("FORBIDDEN", "403", "`details.needed` tells what the caller lacks."),
        ("SECOND_FACTOR_NEEDED", "403", "This server lets nobody administer without a second factor."),
        ("NOT_FOUND", "404", "There is no such thing, or it is somebody else's."),
        ("METHOD_NOT_ALLOWED", "405", "`Allow` tells what the address takes."),
        ("CONFLICT", "409", "What is there stands against it; `details.reason` may tell why."),
        ("LAST_WAY_IN", "409", "Nothing else would let the account's owner in."),
        ("PRECONDITION_FAILED", "412", "`If-Match`, `If-Unmodified-Since` or `Tus-Resumable` does not hold."),
        ("PAYLOAD_TOO_LARGE", "413", "More bytes than may come."),
        ("UNSUPPORTED_MEDIA", "415", "The message tells what was found."),
        ("RANGE_NOT_SATISFIABLE", "416", "`Content-Range` tells the length."),
        ("VALIDATION_ERROR", "422", "`details.field` names what is wrong."),
        ("RATE_LIMITED", "429", "`Retry-After` tells for how long."),
        ("HEADERS_TOO_LARGE", "431", "The header fields are too many or too long; the connection ends."),
        ("CHECKSUM_MISMATCH", "460", "What came has another checksum than was announced (tus)."),
        ("INTERNAL", "500", "The server's fault; its log has more under `request_id`."),
        ("PROVIDER_ERROR", "502", "A service that the server asked failed."),
        ("UNAVAILABLE", "503", "Not now; `Retry-After` may tell when."),
        ("PROVIDER_TIMEOUT", "504", "A service that the server asked takes too long."),
        ("STORAGE_FULL", "507", "There is no room left."),
    ]

    /// As a list in Markdown.
    static var list: String {
        all.map { "- \($0.status) `\($0.code)`: \($0.meaning)" }.joined(separator: "\n")
    }
}
