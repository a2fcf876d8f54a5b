import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// What a client gets instead of an answer: status, code and a sentence for a person.
struct ErrorBody: Error, Equatable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    /// `details.field` and the like, by name.
    var details: [String: String] = [:]
    var headers: HTTPFields = [:]
    /// For a sign-in that waits for its second factor: how it goes on.
    var ticket: SecondFactorTicket?

    static let schema = Schema.named(
        "Error",
        .object([
            Schema.Field("success", .boolean),
            Schema.Field(
                "error",
                .object([
                    Schema.Field("code", .choice(ErrorCodes.all.map(\.code))), Schema.Field("message", .string()),
                    .optional(
                        "details",
                        .object([
                            .optional("field", .string()), .optional("reason", .string()),
                            .optional("needed", .string()),
                            .optional("ticket", .string(), "For `POST /auth/second-factor`."),
                            .optional("methods", .array(.choice(SecondFactorTicket.Method.allCases.map(\.rawValue)))),
                            .optional("expires_in", .integer, "Seconds."),
                        ])),
                    Schema.Field("request_id", .string()),
                ])),
        ]))

    func response(requestID: String) -> Response {
        Answer.json(json(requestID: requestID), status: status, headers: headers)
    }

    func json(requestID: String) -> JSONWriter {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.field("success", false)
            json.field(
                "error",
                object: { json in
                    json.field("code", code)
                    json.field("message", message)
                    if !details.isEmpty || ticket != nil { json.field("details", object: writeDetails) }
                    json.field("request_id", requestID)
                })
        }
        return json
    }

    private func writeDetails(to json: inout JSONWriter) {
        for (name, value) in details.sorted(by: { $0.key < $1.key }) { json.field(named: name, value) }
        guard let ticket else { return }
        json.field("ticket", ticket.text)
        json.field("methods", ticket.methods.map(\.rawValue))
        json.field("expires_in", SecondFactorTicket.lifetime.components.seconds)
    }
}

extension ErrorBody {
    /// What each refusal of the studio is over HTTP.
    init(_ error: StudioError) {
        switch error {
        case .invalid(let field, let reason):
            self = .invalid(field, "`\(field)` \(reason).")
        case .unauthenticated(let reason):
            self = .unauthenticated(Self.sentence(reason))
        case .secondFactorRequired(let ticket):
            self.init(
                status: .unauthorized, code: "SECOND_FACTOR_REQUIRED",
                message: "This account asks for a second factor.", ticket: ticket)
        case .forbidden(let reason):
            self.init(status: .forbidden, code: "FORBIDDEN", message: Self.sentence(reason))
        case .emailTaken:
            self.init(
                status: .conflict, code: "CONFLICT",
                message: "An account with this e-mail address exists. Sign in to it first, then link the two.",
                details: ["reason": "email_taken"])
        case .identityTaken:
            self.init(
                status: .conflict, code: "CONFLICT", message: "This sign-in belongs to another account.",
                details: ["reason": "identity_taken"])
        case .lastWayIn:
            self.init(
                status: .conflict, code: "LAST_WAY_IN", message: "Nothing else would let you in. Set a password first.")
        case .unknownPerson(let provider):
            self.init(
                status: .forbidden, code: "FORBIDDEN",
                message: "Nobody here has signed in with \(provider) before, and it makes no new accounts.",
                details: ["reason": "no_account"])
        case .stateInvalid:
            self.init(
                status: .badRequest, code: "BAD_REQUEST", message: "This sign-in has ended. Begin it again.",
                details: ["reason": "state_invalid"])
        case .accessDenied:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: "You did not agree to sign in there.",
                details: ["reason": "access_denied"])
        case .registrationClosed:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: "This server takes no new accounts.",
                details: ["reason": "registration_closed"])
        case .notFound(let noun):
            self.init(status: .notFound, code: "NOT_FOUND", message: "There is no such \(noun).")
        case .conflict(let reason):
            self.init(status: .conflict, code: "CONFLICT", message: Self.sentence(reason))
        case .tooLarge(let limit):
            self = .tooLarge(limitBytes: limit)
        case .unsupportedMedia(let found):
            self.init(
                status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA",
                message: Self.sentence(found))
        case .insufficientCredits:
            self.init(
                status: HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required"),
                code: "INSUFFICIENT_CREDITS", message: "There are not enough credits for this.")
        case .rateLimited(let wait):
            let seconds = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
            self.init(
                status: .tooManyRequests, code: "RATE_LIMITED",
                message: "Too many attempts. Try again in \(seconds) seconds.",
                headers: [.retryAfter: String(seconds)])
        case .storageFull:
            self.init(
                status: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), code: "STORAGE_FULL",
                message: "There is no room left for this.")
        case .provider(let reason):
            self.init(status: .badGateway, code: "PROVIDER_ERROR", message: Self.sentence(reason))
        case .providerTimedOut(let reason):
            self.init(status: .gatewayTimeout, code: "PROVIDER_TIMEOUT", message: Self.sentence(reason))
        case .unavailable(let reason):
            self.init(
                status: .serviceUnavailable, code: "UNAVAILABLE", message: Self.sentence(reason),
                headers: [.retryAfter: "5"])
        case .refused(let code, let message):
            self.init(
                status: .unprocessableContent, code: "VALIDATION_ERROR", message: Self.sentence(message),
                details: ["reason": code])
        }
    }

    /// A refusal that is meant for the client; nil for everything else.
    init?(told error: any Error) {
        switch error {
        case let body as ErrorBody: self = body
        case let refusal as StudioError: self.init(refusal)
        case let fault as any StorageFault where fault.isFull: self.init(StudioError.storageFull)
        default: return nil
        }
    }

    static func badRequest(_ message: String, field: String? = nil) -> ErrorBody {
        ErrorBody(
            status: .badRequest, code: "BAD_REQUEST", message: message, details: field.map { ["field": $0] } ?? [:])
    }

    /// - Parameter message: a whole sentence.
    static func invalid(_ field: String, _ message: String) -> ErrorBody {
        ErrorBody(
            status: .unprocessableContent, code: "VALIDATION_ERROR", message: message, details: ["field": field])
    }

    /// The studio's words as a sentence of their own.
    private static func sentence(_ words: String) -> String {
        let text = words.prefix(1).uppercased() + words.dropFirst()
        return text.hasSuffix(".") ? text : text + "."
    }

    static func unauthenticated(_ message: String) -> ErrorBody {
        ErrorBody(
            status: .unauthorized, code: "UNAUTHENTICATED", message: message,
            headers: [.wwwAuthenticate: "Bearer realm=\"greenroom\""])
    }

    static func tooLarge(limitBytes: Int64) -> ErrorBody {
        ErrorBody(
            status: .contentTooLarge, code: "PAYLOAD_TOO_LARGE", message: "This may have at most \(limitBytes) bytes.")
    }

    /// - Parameters:
    ///   - message: a whole sentence.
    ///   - needed: what the caller lacks: `session`, or the name of a scope.
    static func forbidden(_ message: String, needed: String) -> ErrorBody {
        ErrorBody(status: .forbidden, code: "FORBIDDEN", message: message, details: ["needed": needed])
    }

    static let notFound = ErrorBody(status: .notFound, code: "NOT_FOUND", message: "There is nothing at this address.")

    /// - Parameter allowed: upper-case method names.
    static func methodNotAllowed(_ allowed: [String]) -> ErrorBody {
        let list = allowed.joined(separator: ", ")
        return ErrorBody(
            status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "This address takes \(list).",
            headers: [.allow: list])
    }

    /// What nobody foresaw; the log has the rest.
    static let `internal` = ErrorBody(
        status: .internalServerError, code: "INTERNAL", message: "Something went wrong on our side.")
}
