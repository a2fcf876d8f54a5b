import Crypto
import Domain
import Foundation

/// Signs what programs outside are told, as Standard Webhooks has it (standardwebhooks.com, specification 1.0). Every
/// secret is derived from the home's key: each webhook has its own, and each account one for the addresses that its
/// requests name.
package struct CallbackSigner: Sendable {
    private let key: SymmetricKey

    /// - Parameter signingKey: the home's secret.
    package init(signingKey: Data) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), info: Data("greenroom avatar call-backs".utf8),
            outputByteCount: 32)
    }

    func secret(of account: AccountID) -> CallbackSecret { secret(of: account.rawValue) }

    func secret(of webhook: Webhook) -> CallbackSecret { secret(of: webhook, number: webhook.secretNumber) }

    /// With which a message to the webhook is signed: more than one while an old one is still good.
    func secrets(of webhook: Webhook, at moment: Timestamp) -> [CallbackSecret] {
        let isOldGood = webhook.oldSecretUntil.map { $0 > moment } ?? false
        let old = isOldGood ? [secret(of: webhook, number: webhook.secretNumber - 1)] : []
        return [secret(of: webhook)] + old
    }

    private func secret(of webhook: Webhook, number: Int) -> CallbackSecret {
        secret(of: "webhook \(webhook.id) \(number)")
    }

    private func secret(of name: String) -> CallbackSecret {
        CallbackSecret(bytes: Data(HMAC<SHA256>.authenticationCode(for: Data(name.utf8), using: key)))
    }
}

/// What a receiver checks signatures with.
package struct CallbackSecret: Equatable, Sendable {
    let bytes: Data

    /// `whsec_…`.
    package var text: String { "whsec_" + bytes.base64EncodedString() }

    /// - Parameters:
    ///   - id: the same for each attempt at one message.
    ///   - secrets: each of which signs.
    static func headers(
        _ id: OutboxID, at moment: Timestamp, _ body: [UInt8], signedWith secrets: [CallbackSecret]
    ) -> [String: String] {
        let seconds = moment.milliseconds / 1000
        let signed = Data("\(id).\(seconds).".utf8) + Data(body)
        let signatures = secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret.bytes))
            return "v1," + Data(code).base64EncodedString()
        }
        return [
            "webhook-id": id.rawValue, "webhook-timestamp": String(seconds),
            "webhook-signature": signatures.joined(separator: " "),
        ]
    }
}
