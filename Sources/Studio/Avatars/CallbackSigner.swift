import Crypto
import Domain
import Foundation

/// Signs call-backs as Standard Webhooks has it (standardwebhooks.com, specification 1.0): each account has a secret of its
/// own, derived from the home's key.
package struct CallbackSigner: Sendable {
    private let key: SymmetricKey

    /// - Parameter signingKey: the home's secret.
    package init(signingKey: Data) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), info: Data("greenroom avatar call-backs".utf8),
            outputByteCount: 32)
    }

    /// What the receiver checks signatures with: `whsec_…`.
    package func secret(of account: AccountID) -> String { "whsec_" + secretBytes(account).base64EncodedString() }

    /// - Parameter id: the same for each attempt at one call-back.
    func headers(_ id: OutboxID, at moment: Timestamp, _ body: [UInt8], of account: AccountID) -> [String: String] {
        let seconds = moment.milliseconds / 1000
        let signed = Data("\(id).\(seconds).".utf8) + Data(body)
        let signature = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secretBytes(account)))
        return [
            "webhook-id": id.rawValue, "webhook-timestamp": String(seconds),
            "webhook-signature": "v1," + Data(signature).base64EncodedString(),
        ]
    }

    private func secretBytes(_ account: AccountID) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(account.rawValue.utf8), using: key))
    }
}
