import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// Stripe's API as far as Checkout, subscriptions, refunds and disputes go, a page to pay on, and a control page that moves
/// its clock and lets its events go astray. Its events are signed as Stripe's are.
package final class Stripe: StandIn {
    package static let secretKey = "sk_test_sandbox_000000000000000000"
    package static let webhookSecret = "whsec_sandbox_0123456789abcdef0123456789"
    package static let version = "2026-10-28.endive"

    package let name = "stripe"
    package let title = "Stripe"
    package let pages = [(title: "Control", path: "/control")]
    let books = Mutex(StripeBooks())
    let clock = MovableClock()
    let deliveries: Deliveries

    package init(courier: Courier? = nil) { deliveries = Deliveries(courier: courier) }

    /// Where events go: what one sets in Stripe's dashboard.
    package func deliver(to url: String) { books.withLock { $0.endpoint = url } }

    /// Waits until every event on its way has arrived.
    package func settle() async { await deliveries.settle() }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        register(group, .post, "/v1/checkout/sessions") { self.openSession($0) }
        register(group, .get, "/v1/checkout/sessions/{id}") { self.session($0) }
        register(group, .post, "/v1/checkout/sessions/{id}/expire") { self.expire($0) }
        register(group, .get, "/v1/payment_intents/{id}") { self.intent($0) }
        register(group, .get, "/v1/refunds") { self.findRefunds($0) }
        register(group, .post, "/v1/refunds") { self.refund($0) }
        register(group, .get, "/v1/disputes") { self.disputes($0) }
        register(group, .get, "/v1/prices") { self.findPrices($0) }
        register(group, .post, "/v1/prices") { self.makePrice($0) }
        register(group, .get, "/v1/prices/{id}") { self.price($0) }
        register(group, .get, "/v1/subscriptions/{id}") { self.subscription($0) }
        register(group, .post, "/v1/subscriptions/{id}") { self.changeSubscription($0) }
        register(group, .delete, "/v1/subscriptions/{id}") { self.endSubscription($0) }
        register(group, .get, "/v1/events") { self.events($0) }
        register(group, .get, "/v1/invoices") { self.invoices($0) }
        register(group, .post, "/v1/invoices/create_preview") { self.previewChange($0) }
        register(group, .post, "/v1/billing_portal/sessions") { self.portal($0) }
        registerPages(on: group)
    }

    /// A call of the API.
    struct Asked {
        let id: String
        let fields: [String: String]
        /// Where the stand-in is: `http://127.0.0.1:8421/stripe`.
        let base: String

        subscript(_ name: String) -> String? { fields[name] }

        func expands(_ name: String) -> Bool {
            fields.contains { $0.key.hasPrefix("expand[") && $0.value.hasPrefix(name) }
        }
    }

    /// An answer of the API.
    struct Told {
        var status = 200
        let json: [String: Any]

        static func refusal(_ status: Int, _ type: String, _ message: String, code: String? = nil) -> Told {
            var error: [String: Any] = ["type": type, "message": message]
            if let code { error["code"] = code }
            return Told(status: status, json: ["error": error])
        }

        static var missing: Told {
            refusal(404, "invalid_request_error", "No such object", code: "resource_missing")
        }
    }

    /// Holds the key and the version against the request, and answers what is repeated as at first.
    private func register(
        _ group: RouterGroup<BasicRequestContext>, _ method: HTTPRequest.Method, _ path: String,
        _ answer: @escaping @Sendable (Asked) -> Told
    ) {
        group.on(RouterPath(path), method: method) { request, context in
            let isRefused = self.books.withLock(\.refusesKeys)
            guard !isRefused, request.headers[.authorization] == "Bearer \(Self.secretKey)" else {
                return Self.response(.refusal(401, "invalid_request_error", "Invalid API Key provided"))
            }
            let fields = method == .get ? Self.query(of: request) : try await request.form()
            let asked = Asked(
                id: context.parameters.get("id") ?? "", fields: fields, base: request.base + "/stripe")
            let key = HTTPField.Name("Idempotency-Key").flatMap { request.headers[$0] }
            guard method == .post, let key else { return Self.response(answer(asked)) }
            let form = "\(request.uri.path) \(fields.sorted { $0.key < $1.key })"
            if let kept = self.books.withLock({ $0.answers[key] }) {
                guard kept.form == form else {
                    return Self.response(
                        .refusal(
                            400, "idempotency_error",
                            "Keys for idempotent requests can only be used with the same parameters"))
                }
                var response = Self.response(status: kept.status, kept.body)
                if let name = HTTPField.Name("Idempotent-Replayed") { response.headers[name] = "true" }
                return response
            }
            let told = answer(asked)
            let body = Self.bytes(told.json)
            if told.status < 500 {
                self.books.withLock { $0.answers[key] = .init(form: form, status: told.status, body: body) }
            }
            return Self.response(status: told.status, body)
        }
    }

    private static func query(of request: Request) -> [String: String] {
        var fields: [String: String] = [:]
        for (name, value) in request.uri.queryParameters {
            let name = String(name).removingPercentEncoding ?? String(name)
            fields[name] = String(value).removingPercentEncoding ?? String(value)
        }
        return fields
    }

    static func bytes(_ json: [String: Any]) -> Data {
        (try? JSONSerialization.data(withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data()
    }

    private static func response(_ told: Told) -> Response { response(status: told.status, bytes(told.json)) }

    private static func response(status: Int, _ body: Data) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let name = HTTPField.Name("Request-Id") { headers[name] = "req_" + Random.hex(bytes: 7) }
        return Response(
            status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    // MARK: Events

    /// Tells of something, signed.
    func tell(_ type: String, _ object: [String: Any]) {
        let now = clock.now
        let id = books.withLock { $0.name("evt_") }
        let body = Self.bytes([
            "id": id, "object": "event", "api_version": Self.version, "created": now, "livemode": false,
            "type": type, "data": ["object": object],
        ])
        let endpoint = books.withLock { books in
            books.events.append(StripeBooks.Event(id: id, type: type, created: now, body: body))
            return books.endpoint
        }
        guard let endpoint else { return }
        deliveries.send(
            .init(
                url: endpoint, headers: headers(body, Self.webhookSecret), body: body,
                forgery: headers(body, "whsec_somebody_else")))
    }

    /// The headers with which an event comes.
    package func signed(_ body: Data) -> [String: String] { headers(body, Self.webhookSecret) }

    private func headers(_ body: Data, _ secret: String) -> [String: String] {
        // Whoever hears it has a clock that does not move with ours.
        let time = Int(Date().timeIntervalSince1970)
        let signature = HMAC<SHA256>.authenticationCode(
            for: Data("\(time).".utf8) + body, using: SymmetricKey(data: Data(secret.utf8)))
        let hex = signature.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return ["Stripe-Signature": "t=\(time),v1=\(hex)", "Content-Type": "application/json"]
    }
}
