import Crypto
import Domain
import Foundation

/// Makes challenges that nothing has to be remembered of: 16 random bytes, when they end, and a code over both and over
/// what they are for. That one is answered once, the store sees to.
struct Challenges: Sendable {
    enum Purpose: Sendable {
        case registration(AccountID)
        case signIn
        /// A sign-in that waits for its second factor; the ticket's hash.
        case secondFactor(Data)
        /// The owner of an account who is signed in shows that they are there.
        case proof(AccountID)

        fileprivate var text: String {
            switch self {
            case .registration(let account): "register \(account)"
            case .signIn: "sign in"
            case .proof(let account): "prove \(account)"
            case .secondFactor(let hash): "second factor \(hash.base64EncodedString())"
            }
        }
    }

    /// A challenge that is ours, in time and for this purpose.
    struct Answered: Sendable {
        /// SHA-256 of the challenge.
        let hash: Data
        let expiresAt: Timestamp
    }

    static let lifetime: Duration = .seconds(300)

    private let key: SymmetricKey

    /// - Parameter signingKey: of the home, 32 bytes.
    init(signingKey: Data) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), salt: Data(),
            info: Data("greenroom passkey challenges".utf8), outputByteCount: 32)
    }

    /// 56 bytes.
    func issue(_ purpose: Purpose, at moment: Timestamp) -> Data {
        let nonce = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        let end = withUnsafeBytes(of: (moment + Self.lifetime).milliseconds.bigEndian) { Data($0) }
        return nonce + end + code(nonce + end, purpose)
    }

    func check(_ challenge: Data, _ purpose: Purpose, at moment: Timestamp) -> Answered? {
        guard challenge.count == 56 else { return nil }
        let (head, code) = (challenge.prefix(24), challenge.suffix(32))
        let message = head + Data(purpose.text.utf8)
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key) else { return nil }
        let end = head.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        guard end > moment.milliseconds else { return nil }
        return Answered(hash: Data(SHA256.hash(data: challenge)), expiresAt: Timestamp(milliseconds: end))
    }

    private func code(_ head: Data, _ purpose: Purpose) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: head + Data(purpose.text.utf8), using: key))
    }
}
