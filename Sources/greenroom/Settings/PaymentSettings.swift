import Domain
import Foundation
import Outbound
import Providers
import Sandbox

/// Who takes money; each gateway is offered once its settings are there.
struct PaymentSettings: Sendable {
    /// `STRIPE_SECRET_KEY`, `STRIPE_WEBHOOK_SECRET` (several with commas while one is rolled), `STRIPE_PRICE_STANDARD` and
    /// `STRIPE_PRICE_MINUTES`: prices made at Stripe for the plan `standard` and the pack `minutes`; `STRIPE_API_URL`,
    /// default Stripe's.
    let stripe: StripeGateway.Settings?
    /// `WECHAT_PAY_MERCHANT_ID`, `WECHAT_PAY_APP_ID`, `WECHAT_PAY_API_KEY` (the APIv3 key), `WECHAT_PAY_SERIAL` and
    /// `WECHAT_PAY_PRIVATE_KEY` (the merchant certificate's serial number, and a file with its key); of a merchant in
    /// public-key mode `WECHAT_PAY_PUBLIC_KEY_ID` and `WECHAT_PAY_PUBLIC_KEY` (a file); `WECHAT_PAY_API_URL`.
    let weChat: WeChatPayCredentials?
    let weChatURL: String

    /// - Throws: ``CommandFailure``, which never quotes a secret.
    init(_ values: Values) throws {
        stripe = try Self.stripe(values)
        weChat = try Self.weChat(values)
        weChatURL = try values.service("WECHAT_PAY_API_URL") ?? WeChatPayGateway.standardURL
    }

    /// What the stand-ins know.
    init(standInsAt address: String, weChatPay: WeChatPay) throws {
        var stripe = StripeGateway.Settings(secretKey: Stripe.secretKey, webhookSecrets: [Stripe.webhookSecret])
        stripe.url = address + "/stripe"
        self.stripe = stripe
        weChat = try WeChatPayCredentials(
            merchantID: WeChatPay.merchantID, appID: WeChatPay.appID, serial: WeChatPay.serial,
            apiKey: WeChatPay.apiKey, privateKey: weChatPay.merchantKey,
            publicKey: .init(id: WeChatPay.publicKeyID, pem: weChatPay.publicKey))
        weChatURL = address + "/wechatpay"
    }

    func gateways(web: WebClient) -> [any PaymentGateway] {
        let all: [(any PaymentGateway)?] = [
            stripe.map { StripeGateway(settings: $0, web: web) },
            weChat.map { WeChatPayGateway(credentials: $0, url: weChatURL, web: web) },
        ]
        return all.compactMap(\.self)
    }

    private static func stripe(_ values: Values) throws -> StripeGateway.Settings? {
        let secrets = values.list("STRIPE_WEBHOOK_SECRET")
        guard let key = try values.secret("STRIPE_SECRET_KEY", length: 8...255) else {
            guard secrets.isEmpty else {
                throw CommandFailure("STRIPE_WEBHOOK_SECRET is set; STRIPE_SECRET_KEY must be, too")
            }
            return nil
        }
        guard key.hasPrefix("sk_") || key.hasPrefix("rk_") else {
            throw CommandFailure("STRIPE_SECRET_KEY must begin with sk_ or rk_")
        }
        guard !secrets.isEmpty, secrets.allSatisfy({ $0.hasPrefix("whsec_") }) else {
            throw CommandFailure("STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET, too, which begins with whsec_")
        }
        var settings = StripeGateway.Settings(secretKey: key, webhookSecrets: secrets)
        settings.url = try values.service("STRIPE_API_URL") ?? StripeGateway.Settings.standardURL
        settings.prices["standard"] = values.text("STRIPE_PRICE_STANDARD")
        settings.prices["minutes"] = values.text("STRIPE_PRICE_MINUTES")
        return settings
    }

    private static func weChat(_ values: Values) throws -> WeChatPayCredentials? {
        let names = ["WECHAT_PAY_APP_ID", "WECHAT_PAY_API_KEY", "WECHAT_PAY_SERIAL", "WECHAT_PAY_PRIVATE_KEY"]
        guard let merchant = values.text("WECHAT_PAY_MERCHANT_ID") else {
            if let other = names.first(where: { values.text($0) != nil }) {
                throw CommandFailure("\(other) is set; WECHAT_PAY_MERCHANT_ID must be, too")
            }
            return nil
        }
        let found = values.named(names)
        if let missing = names.first(where: { found[$0] == nil }) {
            throw CommandFailure("WECHAT_PAY_MERCHANT_ID needs \(missing), too")
        }
        do {
            var publicKey: WeChatPayCredentials.PublicKey?
            switch (values.text("WECHAT_PAY_PUBLIC_KEY_ID"), values.text("WECHAT_PAY_PUBLIC_KEY")) {
            case (nil, nil): break
            case (let id?, let path?): publicKey = try .init(id: id, pem: try content(of: path))
            default: throw CommandFailure("WECHAT_PAY_PUBLIC_KEY_ID and WECHAT_PAY_PUBLIC_KEY need each other")
            }
            return try WeChatPayCredentials(
                merchantID: merchant, appID: found["WECHAT_PAY_APP_ID"] ?? "",
                serial: found["WECHAT_PAY_SERIAL"] ?? "", apiKey: found["WECHAT_PAY_API_KEY"] ?? "",
                privateKey: try content(of: found["WECHAT_PAY_PRIVATE_KEY"] ?? ""), publicKey: publicKey)
        } catch let failure as CommandFailure {
            throw failure
        } catch let fault as WeChatPayCredentials.Unusable {
            throw CommandFailure("WECHAT_PAY_API_KEY cannot be used: \(fault)")
        } catch {
            throw CommandFailure(
                "the keys that WECHAT_PAY_PRIVATE_KEY and WECHAT_PAY_PUBLIC_KEY name cannot be used: \(Cause(error))")
        }
    }

    private static func content(of path: String) throws -> String {
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw CommandFailure("the file \(path) that a setting of WECHAT_PAY_… names cannot be read")
        }
    }
}
