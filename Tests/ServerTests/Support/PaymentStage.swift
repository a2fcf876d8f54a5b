import Domain
import Foundation
import Logging
import Outbound
import Providers
import Sandbox
import Studio
import Synchronization
import Testing

/// A server that sells, the stand-ins of the services that take the money, and a browser on their pages.
struct PaymentStage {
    let house: TestHouse
    let stripe: Stripe
    let weChatPay: WeChatPay
    let standIns: TestClient
    /// Administers, and buys.
    let kim: TestClient
    let account: AccountID

    /// - Parameter prices: of the settings, made at Stripe before.
    static func with(
        certificates: Bool = false, prices: (Stripe) -> [String: String] = { _ in [:] },
        _ test: (PaymentStage) async throws -> Void
    ) async throws {
        let address = Address()
        let courier: Courier = { url, headers, body in
            let path = URL(string: url)?.path() ?? "/"
            return try? await TestClient(port: address.port).send("POST", path, headers, Array(body)).status
        }
        let (stripe, weChatPay) = (Stripe(courier: courier), try WeChatPay(courier: courier))
        stripe.deliver(to: "http://studio.test/api/v1/payments/webhook/stripe")
        weChatPay.usePublicKey(!certificates)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let sandbox = try await Sandbox.open(port: 0, standIns: [stripe, weChatPay], logger: quiet)
        let web = WebClient(
            policy: OutboundPolicy.offline(standIns: [sandbox.address]) { Issue.record("called \($0)") })
        var settings = StripeGateway.Settings(secretKey: Stripe.secretKey, webhookSecrets: [Stripe.webhookSecret])
        settings.url = sandbox.address + "/stripe"
        settings.prices = prices(stripe)
        let credentials = try WeChatPayCredentials(
            merchantID: WeChatPay.merchantID, appID: WeChatPay.appID, serial: WeChatPay.serial,
            apiKey: WeChatPay.apiKey, privateKey: weChatPay.merchantKey,
            publicKey: certificates ? nil : .init(id: WeChatPay.publicKeyID, pem: weChatPay.publicKey))
        let gateways: [any PaymentGateway] = [
            StripeGateway(settings: settings, web: web),
            WeChatPayGateway(credentials: credentials, url: sandbox.address + "/wechatpay", web: web),
        ]
        try await TestHouse.with(billing: .on, gateways: gateways) { house in
            address.set(house.port)
            let kim = try await house.http.signedUp()
            let me = try await kim.get("/api/v1/auth/me").data["id"].string ?? ""
            let standInPort = Int(try #require(URL(string: sandbox.address)?.port))
            try await test(
                PaymentStage(
                    house: house, stripe: stripe, weChatPay: weChatPay, standIns: TestClient(port: standInPort),
                    kim: kim, account: try #require(AccountID(rawValue: me))))
            await stripe.settle()
            await weChatPay.settle()
        }
        withExtendedLifetime(sandbox) {}
    }

    private final class Address: Sendable {
        private let value = Mutex(0)
        var port: Int { value.withLock { $0 } }
        func set(_ port: Int) { value.withLock { $0 = port } }
    }

    /// Orders something.
    func order(_ json: String, _ headers: [String: String] = [:]) async throws -> JSONTree {
        let reply = try await kim.post("/api/v1/billing/checkout", json: json, headers)
        #expect(reply.status == 201, "\(reply.text)")
        return reply.data
    }

    /// Presses a button on the page at `url`.
    @discardableResult
    func press(_ decision: String, at url: String) async throws -> Reply {
        let path = try #require(URL(string: url)?.path())
        return try await standIns.send(
            "POST", path, ["Content-Type": "application/x-www-form-urlencoded"], Array("decision=\(decision)".utf8))
    }

    /// A switch of a stand-in's control page: `toggle late`, `advance 900`.
    func control(_ standIn: String, _ what: String) async throws {
        let text = what.replacing(" ", with: "+")
        _ = try await standIns.send(
            "POST", "/\(standIn)/control", ["Content-Type": "application/x-www-form-urlencoded"],
            Array("do=\(text)".utf8))
    }

    /// The order once it is decided.
    func decided(_ id: String) async throws -> JSONTree {
        try await until {
            try await kim.get("/api/v1/payments/\(id)").data
        } is: {
            $0["status"].string != "pending"
        }
    }

    func credits() async throws -> JSONTree { try await kim.get("/api/v1/users/credits").data }

    /// Asks again and again until the answer is as it will be.
    func until(_ ask: () async throws -> JSONTree, is done: (JSONTree) -> Bool) async throws -> JSONTree {
        var answer = try await ask()
        for _ in 0..<2000 where !done(answer) { answer = try await ask() }
        try #require(done(answer), "\(answer)")
        return answer
    }

    /// Lets the queue look at what is due: an order wakes it.
    func wake() async throws {
        _ = try await kim.post("/api/v1/billing/checkout", json: #"{"pack": "minutes", "method": "stripe"}"#)
    }

    var stripeKey: String { Stripe.secretKey }

    func checkBooks() async throws {
        let books = try await kim.get("/api/v1/admin/ledger/check").data
        #expect(books["ok"].bool == true, "\(books)")
    }
}
