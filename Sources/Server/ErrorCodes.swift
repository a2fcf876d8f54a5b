/// Every `error.code` there is, for the document; a test holds the list against the sources and the document against
/// every answer of the contract's tests.
enum ErrorCodes {
    /// With the statuses it comes with.
    static let all: [(code: String, status: String, meaning: String)] = [
        ("BAD_REQUEST", "400", "The request cannot be read: it is not valid JSON, or a value has the wrong type."),
        ("UNAUTHENTICATED", "401", "There are no credentials, or they are invalid or expired."),
        ("SECOND_FACTOR_REQUIRED", "401", "Continue with `details.ticket` at `POST /auth/second-factor`."),
        ("INSUFFICIENT_CREDITS", "402", "The account does not have enough credits."),
        ("FORBIDDEN", "403", "The caller may not do this. `details.needed` says what is missing."),
        ("PROOF_REQUIRED", "403", "Prove at `POST /auth/prove` whose account this is, in one of `details.methods`."),
        ("SECOND_FACTOR_NEEDED", "403", "Administrators of this server need a second factor."),
        ("NOT_FOUND", "404", "It does not exist, or belongs to another account."),
        ("METHOD_NOT_ALLOWED", "405", "The address does not take this method. `Allow` lists those it takes."),
        ("CONFLICT", "409", "The current state does not allow it. `details.reason` may say why."),
        ("OFFLINE", "409", "The request names an address outside, and this server works offline."),
        ("LAST_WAY_IN", "409", "The account would be left without a way to sign in."),
        ("PRECONDITION_FAILED", "412", "`If-Match`, `If-Unmodified-Since` or `Tus-Resumable` does not match."),
        ("PAYLOAD_TOO_LARGE", "413", "The body, the file or the account's storage exceeds its limit."),
        (
            "UNSUPPORTED_MEDIA", "415",
            "The media type or the file format is not supported. The message says what was found."
        ),
        ("RANGE_NOT_SATISFIABLE", "416", "The range starts after the end. `Content-Range` gives the length."),
        ("VALIDATION_ERROR", "422", "A value is missing or not allowed. `details.field` names it."),
        ("RATE_LIMITED", "429", "Too many requests. `Retry-After` says when to try again."),
        ("HEADERS_TOO_LARGE", "431", "There are too many headers, or they are too long. The connection is closed."),
        ("CHECKSUM_MISMATCH", "460", "The bytes do not match `Upload-Checksum` (tus)."),
        ("INTERNAL", "500", "An error of the server. Its log has more under `request_id`."),
        ("PROVIDER_ERROR", "502", "A service that the server depends on failed."),
        ("UNAVAILABLE", "503", "The server cannot do this now. `Retry-After` may say when to try again."),
        ("ENGINE_UNAVAILABLE", "503", "No engine can do this now."),
        ("PROVIDER_TIMEOUT", "504", "A service that the server depends on took too long."),
        ("STORAGE_FULL", "507", "The server has no disk space left."),
    ]

    /// As a list in Markdown.
    static func list(without hidden: Set<Int>) -> String {
        all.filter { code in !hidden.contains { code.status == String($0) } }.map {
            "- \($0.status) `\($0.code)`: \($0.meaning)"
        }.joined(separator: "\n")
    }
}
