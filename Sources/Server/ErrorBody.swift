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
    /// The figures of the message by name, as `details.values`.
    var values: Figures = [:]
    var headers: HTTPFields = [:]
    /// For a sign-in that waits for its second factor: what comes next.
    var ticket: SecondFactorTicket?
    /// How a proof can be given that is missing.
    var proofs: [ProofMethod] = []

    private var hasDetails: Bool { !details.isEmpty || !values.isEmpty || ticket != nil || !proofs.isEmpty }

    /// Those of the ticket are proofs as well.
    private var methods: [ProofMethod]? {
        if let ticket { return ticket.methods.compactMap { ProofMethod(rawValue: $0.rawValue) } }
        return proofs.isEmpty ? nil : proofs
    }

    func response(requestID: String) -> Response {
        Answer.json(json(requestID: requestID), status: status, headers: headers)
    }

    func json(requestID: String) -> JSONWriter {
        var json = JSONWriter(capacity: 256)
        Told(error: self, requestID: requestID).write(to: &json)
        return json
    }

    static var schema: Schema { Told.schema }

    /// The error in the API's envelope.
    private struct Told: Body {
        let error: ErrorBody
        let requestID: String

        static var name: String? { "Error" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("success", "Always false.") { _ in false }
            fields.add("error") { Reason(error: $0.error, requestID: $0.requestID) }
        }
    }

    private struct Reason: Body {
        let error: ErrorBody
        let requestID: String

        static var name: String? { "ErrorReason" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("code", as: .choice(ErrorCodes.all.map(\.code))) { $0.error.code }
            fields.add("message", "For a person.") { $0.error.message }
            fields.addIfPresent("details") {
                $0.error.hasDetails ? Details($0.error) : nil
            }
            fields.add("request_id", "The same as in the header `X-Request-Id`.") { $0.requestID }
        }
    }

    private struct Details: Body {
        let error: ErrorBody

        init(_ error: ErrorBody) { self.error = error }

        static var name: String? { "ErrorDetails" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.addIfPresent("field", "The field, parameter or header at fault.") { $0.error.details["field"] }
            fields.addIfPresent("reason", "The case, as a word.") { $0.error.details["reason"] }
            fields.addIfPresent("needed", "What the caller lacks: `session`, a scope, `second_factor`.") {
                $0.error.details["needed"]
            }
            fields.addIfPresent("values", "The figures of the message by name, to say it in another language.") {
                $0.error.values.isEmpty ? nil : $0.error.values
            }
            fields.addIfPresent("ticket", "For `POST /auth/second-factor`.") { $0.error.ticket?.text }
            fields.addIfPresent("methods", "How the second factor, or whose account it is, can be proven.") {
                $0.error.methods
            }
            fields.addIfPresent("expires_in", "Seconds until the ticket expires.") { body in
                body.error.ticket.map { _ in SecondFactorTicket.lifetime.components.seconds }
            }
        }
    }
}

extension ErrorBody {
    /// What each refusal of the studio is over HTTP.
    init(_ error: StudioError) {
        let words = error.sentence
        switch error {
        case .invalid(let field, _):
            self = .invalid(field, words)
        case .unauthenticated:
            self = .unauthenticated(words)
        case .secondFactorRequired(let ticket):
            self.init(
                status: .unauthorized, code: "SECOND_FACTOR_REQUIRED", message: words, ticket: ticket)
        case .forbidden:
            self.init(status: .forbidden, code: "FORBIDDEN", message: words)
        case .proofRequired(let methods):
            self.init(
                status: .forbidden, code: "PROOF_REQUIRED", message: words, proofs: methods)
        case .suspended:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words,
                details: ["reason": "suspended"])
        case .emailTaken:
            self.init(
                status: .conflict, code: "CONFLICT", message: words,
                details: ["reason": "email_taken"])
        case .identityTaken:
            self.init(
                status: .conflict, code: "CONFLICT", message: words,
                details: ["reason": "identity_taken"])
        case .lastWayIn:
            self.init(
                status: .conflict, code: "LAST_WAY_IN", message: words)
        case .unknownPerson:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words,
                details: ["reason": "no_account"])
        case .stateInvalid:
            self.init(
                status: .badRequest, code: "BAD_REQUEST", message: words,
                details: ["reason": "state_invalid"])
        case .accessDenied:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words,
                details: ["reason": "access_denied"])
        case .registrationClosed:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words,
                details: ["reason": "registration_closed"])
        case .invalidInvitation:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words,
                details: ["reason": "invitation_invalid"])
        case .sharePassword(isWrong: false):
            self.init(status: .forbidden, code: "FORBIDDEN", message: words, details: ["reason": "share_password"])
        case .sharePassword(isWrong: true):
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words, details: ["reason": "share_password_wrong"])
        case .notFound:
            self.init(status: .notFound, code: "NOT_FOUND", message: words)
        case .conflict(let conflict):
            self.init(
                status: .conflict, code: "CONFLICT", message: words,
                details: conflict.code.map { ["reason": $0] } ?? [:], values: conflict.message.values)
        case .tooLarge(let limit):
            self = .tooLarge(limitBytes: limit)
        case .quotaReached(let used, let quota):
            self.init(
                status: .contentTooLarge, code: "PAYLOAD_TOO_LARGE", message: words, details: ["reason": "quota"],
                values: ["used_bytes": .number(Double(used)), "quota_bytes": .number(Double(quota))])
        case .unsupportedMedia:
            self.init(
                status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA", message: words)
        case .insufficientCredits(let needed, let available):
            self.init(
                status: Self.paymentRequired, code: "INSUFFICIENT_CREDITS", message: words,
                details: ["reason": "credits"],
                values: ["needed": .number(Double(needed)), "available": .number(Double(available))])
        case .insufficientMinutes(let needed, let left):
            self.init(
                status: Self.paymentRequired, code: "INSUFFICIENT_CREDITS", message: words,
                details: ["reason": "minutes"],
                values: [
                    "needed_seconds": .number(Double(needed / 1000)), "left_seconds": .number(Double(left / 1000)),
                ])
        case .forged:
            self.init(
                status: .badRequest, code: "BAD_REQUEST", message: words,
                details: ["reason": "signature"])
        case .notInPlan:
            self.init(
                status: .forbidden, code: "FORBIDDEN", message: words,
                details: ["reason": "plan"])
        case .tooManyTasks(let limit):
            self.init(
                status: .tooManyRequests, code: "RATE_LIMITED", message: words,
                details: ["reason": "too_many_tasks"], values: ["limit": .number(Double(limit))],
                headers: [.retryAfter: "30"])
        case .rateLimited(let wait):
            self.init(
                status: .tooManyRequests, code: "RATE_LIMITED", message: words,
                headers: [.retryAfter: String(StudioError.seconds(wait))])
        case .storageFull:
            self.init(
                status: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), code: "STORAGE_FULL",
                message: words)
        case .provider:
            self.init(status: .badGateway, code: "PROVIDER_ERROR", message: words)
        case .providerTimedOut:
            self.init(status: .gatewayTimeout, code: "PROVIDER_TIMEOUT", message: words)
        case .unavailable:
            self.init(
                status: .serviceUnavailable, code: "UNAVAILABLE", message: words,
                headers: [.retryAfter: "5"])
        case .offline(let field):
            self.init(
                status: .conflict, code: "OFFLINE", message: words,
                details: ["field": field])
        case .engineUnavailable:
            self.init(
                status: .serviceUnavailable, code: "ENGINE_UNAVAILABLE", message: words)
        case .checkTimedOut:
            self.init(
                status: .serviceUnavailable, code: "ENGINE_UNAVAILABLE", message: words,
                details: ["reason": "check_timed_out"], headers: [.retryAfter: "30"])
        case .damaged:
            self.init(
                status: .notFound, code: "NOT_FOUND", message: words,
                details: ["reason": "damaged"])
        case .refused(let code, let message):
            self.init(
                status: .unprocessableContent, code: "VALIDATION_ERROR", message: words,
                details: ["reason": code], values: message.values)
        }
    }

    /// A refusal that is meant for the client; nil for everything else.
    init?(told error: any Error) {
        switch error {
        case let body as ErrorBody: self = body
        case let refusal as StudioError: self.init(refusal)
        case let fault as any StorageFault where fault.isFull: self.init(StudioError.storageFull)
        case let fault as any StorageFault where fault.isOfEndedCredential:
            self = .unauthenticated("Your sign-in has ended meanwhile. Sign in again.")
        // Another copy is looked for when it is asked for again; where there is none, waiting helps nobody.
        case MirrorError.damaged: self.init(StudioError.damaged)
        case is MirrorError:
            self.init(
                StudioError.unavailable("this file is in a bucket that cannot be read at the moment; try again later"))
        default: return nil
        }
    }

    private static let paymentRequired = HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required")

    static func badRequest(_ message: String, field: String? = nil) -> ErrorBody {
        ErrorBody(
            status: .badRequest, code: "BAD_REQUEST", message: message, details: field.map { ["field": $0] } ?? [:])
    }

    /// - Parameter message: a whole sentence.
    static func invalid(_ field: String, _ message: String) -> ErrorBody {
        ErrorBody(
            status: .unprocessableContent, code: "VALIDATION_ERROR", message: message, details: ["field": field])
    }

    static func unauthenticated(_ message: String) -> ErrorBody {
        ErrorBody(
            status: .unauthorized, code: "UNAUTHENTICATED", message: message,
            headers: [.wwwAuthenticate: "Bearer realm=\"greenroom\""])
    }

    static func tooLarge(limitBytes: Int64) -> ErrorBody {
        ErrorBody(
            status: .contentTooLarge, code: "PAYLOAD_TOO_LARGE",
            message: "This is too large: the limit is \(ByteCount.text(limitBytes)).",
            values: ["limit_bytes": .number(Double(limitBytes))])
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
            status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "This address only takes \(list).",
            headers: [.allow: list])
    }

    /// What nobody foresaw; the log has the rest.
    static let `internal` = ErrorBody(
        status: .internalServerError, code: "INTERNAL",
        message: "Something went wrong on the server. Its log has more under the request id.")
}
