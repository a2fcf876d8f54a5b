import Domain

/// Why a service did not do what it was asked.
enum ServiceFault: Error, Equatable, Sendable {
    /// Nothing of the request has left this machine.
    case unsent(String)
    /// It was sent, and no answer came, or none that can be understood: nobody knows whether the service has acted.
    case lost(String)
    case refusal(Refusal)
    /// The bytes that it sent cannot be kept: there are too many, or the disk is full.
    case unkept(String)
    case cancelled

    /// An answer by which the service says no.
    struct Refusal: Equatable, Sendable {
        var status: Int
        /// The service's own; empty when it has none.
        var code = ""
        /// The service's own words.
        var message = ""
        /// In seconds, from `Retry-After`.
        var retryAfter: Int?
    }

    /// For the log.
    var detail: String {
        switch self {
        case .unsent(let reason): "not sent: \(reason)"
        case .lost(let reason): "no answer: \(reason)"
        case .refusal(let refusal): "\(refusal.status) \(refusal.code): \(refusal.message)"
        case .unkept(let reason): "not kept: \(reason)"
        case .cancelled: "cancelled"
        }
    }

    /// What it means for an engine's readiness.
    func readiness(of title: String) -> EngineReadiness {
        guard case .unavailable(let complaint, _) = error(of: title) else {
            return .unreachable(.otherAnswer(of: title))
        }
        return isRefusal ? .notConfigured(complaint) : .unreachable(complaint)
    }

    /// Whether the service itself said no.
    var isRefusal: Bool { if case .refusal = self { true } else { false } }

    /// Whether asking the same again may well help, of a question that does no harm twice.
    var isPassing: Bool {
        switch self {
        case .unsent, .lost: true
        case .refusal(let refusal): [408, 425, 429].contains(refusal.status) || refusal.status >= 500
        case .unkept, .cancelled: false
        }
    }

    /// What it means for a job, of a service whose own codes nobody looked at.
    /// - Parameter title: the service's, for a person.
    func error(of title: String) -> EngineError {
        switch self {
        case .cancelled: return .cancelled
        case .unsent, .lost: return .unavailable(.noAnswer(of: title), detail: detail)
        case .unkept:
            return .failed(code: "result_unusable", message: "The result cannot be kept.", detail: detail)
        case .refusal(let refusal):
            switch refusal.status {
            case 401, 403:
                return .unavailable(.keyRefused(by: title), detail: detail)
            case 402:
                return .unavailable(.accountUsedUp(at: title), detail: detail)
            case 429: return .unavailable(.tooBusy(title), detail: detail)
            case 400, 413, 415, 422:
                return .refused(
                    code: "refused_by_service",
                    message: Message("\(title) refused the job: \(ServiceWords.readable(refusal.message))"))
            default: return .unavailable(.broken(title), detail: detail)
            }
        }
    }
}

/// What a service says in its own words, as a person may see it.
enum ServiceWords {
    private static let longest = 300

    /// Without control characters and addresses, cut off where it gets long; what services say is not ours to trust.
    static func readable(_ text: String) -> String {
        let plain = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let words = plain.split(separator: " ").map { $0.contains("://") ? "…" : String($0) }
        let line = words.joined(separator: " ")
        guard !line.isEmpty else { return "it gave no reason" }
        return line.count <= longest ? line : line.prefix(longest - 1) + "…"
    }
}
