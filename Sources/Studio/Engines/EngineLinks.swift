import Crypto
import Domain
import Foundation

/// Signs addresses by which a service elsewhere reads one job's inputs, leaves its results and says that there is news, and
/// checks them. Whoever has such an address may use it until it expires.
package struct EngineLinks: JobExchange {
    /// What an address is for.
    package enum Use: Hashable, Sendable {
        /// - Parameter role: `image`, `video` or `audio`.
        case source(role: String)
        case target(EngineOutput.Role)
        case callback

        fileprivate var path: String {
            switch self {
            case .source(let role): "inputs/\(role)"
            case .target(let role): "outputs/\(role.rawValue)"
            case .callback: "news"
            }
        }
    }

    private let base: String
    private let key: SymmetricKey
    private let lifetime: Duration
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - base: how services reach this server, without a slash at its end.
    ///   - signingKey: of the home, 32 bytes; what signs here is derived from it (HKDF, RFC 5869).
    ///   - lifetime: longer than any job waits and runs elsewhere.
    package init(
        base: String, signingKey: Data, lifetime: Duration = .seconds(8 * 86_400),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.base = base
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signingKey), salt: Data(), info: Data("greenroom engine links".utf8),
            outputByteCount: 32)
        self.lifetime = lifetime
        self.now = now
    }

    package func source(_ role: String, of job: EngineJob) -> String { url(.source(role: role), job) }

    package func target(_ role: EngineOutput.Role, of job: EngineJob) -> String { url(.target(role), job) }

    package func callback(of job: EngineJob) -> String { url(.callback, job) }

    package func isGood(_ proof: MediaLinks.Proof, for task: TaskID, _ use: Use) -> Bool {
        guard proof.expires > now().milliseconds / 1000, proof.signature.utf8.count == 43,
            let code = Base64URL.bytes(proof.signature)
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.signed(task, use, proof.expires), using: key)
    }

    private func url(_ use: Use, _ job: EngineJob) -> String {
        let expires = (now() + lifetime).milliseconds / 1000
        let code = HMAC<SHA256>.authenticationCode(for: Self.signed(job.taskID, use, expires), using: key)
        return
            "\(base)/api/v1/engine-jobs/\(job.taskID)/\(use.path)?expires=\(expires)&signature=\(Base64URL.text(code))"
    }

    private static func signed(_ task: TaskID, _ use: Use, _ expires: Int64) -> Data {
        Data("\(task)\n\(use.path)\n\(expires)".utf8)
    }
}
