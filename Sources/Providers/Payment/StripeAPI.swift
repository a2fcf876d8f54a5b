import Domain
import Foundation
import Outbound

/// Calls of Stripe's API: forms in, JSON out, one pinned version, and keys that make a repetition the same call.
struct StripeAPI: Sendable {
    /// Shapes of answers and of call-backs depend on it.
    static let version = "2026-10-28.endive"

    let base: String
    let secretKey: String
    let web: WebClient

    func get<Answer: Decodable>(
        _ path: String, _ query: [(String, String)] = [], as type: Answer.Type = Answer.self
    ) async throws(PaymentError) -> Answer {
        try await answer(.get(base + path, query: query), as: type)
    }

    /// - Parameter key: of the call; the same one with the same form gives the same answer.
    func post<Answer: Decodable>(
        _ path: String, _ form: [(String, String)], key: String, as type: Answer.Type = Answer.self
    ) async throws(PaymentError) -> Answer {
        var request = WebRequest.post(base + path, form: form)
        request.headers["Idempotency-Key"] = key
        return try await answer(request, as: type)
    }

    func delete(_ path: String) async throws(PaymentError) {
        let _: StripeObject.Named = try await answer(WebRequest("DELETE", base + path), as: StripeObject.Named.self)
    }

    /// The answer as it comes.
    func bytes(_ path: String, _ query: [(String, String)]) async throws(PaymentError) -> Data {
        try await reply(to: .get(base + path, query: query)).body
    }

    private func answer<Answer: Decodable>(
        _ request: WebRequest, as type: Answer.Type
    ) async throws(PaymentError) -> Answer {
        let reply = try await reply(to: request)
        do {
            return try JSONDecoder().decode(type, from: reply.body)
        } catch {
            throw .unavailable("Stripe's answer cannot be read (request \(reply.headers["request-id"] ?? "unknown"))")
        }
    }

    private func reply(to request: WebRequest) async throws(PaymentError) -> WebResponse {
        var request = request
        request.headers["Stripe-Version"] = Self.version
        request.signer = Bearer(secretKey)
        let reply: WebResponse
        do { reply = try await web.send(request) } catch { throw .unavailable("Stripe does not answer: \(error)") }
        guard (200..<300).contains(reply.status) else { throw Self.refusal(reply) }
        return reply
    }

    /// A conflict, too many calls and its own faults pass (docs.stripe.com/error-handling); Stripe may say otherwise.
    private static func refusal(_ reply: WebResponse) -> PaymentError {
        let reason = (try? JSONDecoder().decode(StripeObject.Refusal.self, from: reply.body))?.error
        let words = [reason?.type, reason?.code].compactMap(\.self).joined(separator: " ")
        let told = "Stripe answers \(reply.status) \(words) (request \(reply.headers["request-id"] ?? "unknown"))"
        if reply.status == 404 { return .unknown }
        let passes =
            switch reply.headers["stripe-should-retry"] {
            case "true": true
            case "false": false
            default: [409, 424, 429].contains(reply.status) || reply.status >= 500
            }
        return passes ? .unavailable(told) : .refused(told)
    }
}
