import Crypto
import CryptoExtras
import Dispatch
import Domain
import Foundation

/// Hashes and compares passwords with scrypt (RFC 7914) on threads of its own. One hash takes `128 * rounds * blockSize`
/// bytes, 32 MiB with the ordinary figures, and about a third of a second: no more than two run at a time. Those who ask
/// take turns by where they ask from, so that one address with many passwords holds up nobody else; beyond a line of
/// its own an address is told that the server is busy.
package final class PasswordHasher: Sendable {
    package struct Parameters: Equatable, Sendable {
        /// log2 of the rounds, 1...20.
        package var logRounds: Int
        /// 1...32.
        package var blockSize: Int
        /// 1...16.
        package var parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// OWASP Password Storage Cheat Sheet (2024), "scrypt": N = 2^15, r = 8, p = 3. Of its equally strong settings the
        /// one that bounds what a burst of sign-ins takes of the memory to 64 MiB.
        package static let owasp = Parameters(logRounds: 15, blockSize: 8, parallelism: 3)

        fileprivate var isSane: Bool {
            (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        }
    }

    private let parameters: Parameters
    private let gate: FairGate<String>
    private let lanes: OperationQueue
    /// Of no password: compared against when nobody has the given e-mail, so that the answer takes as long.
    private let decoy: String

    /// - Parameters:
    ///   - atOnce: hashes that run at a time.
    ///   - longestLine: hashes that wait for one asker, beyond which ``StudioError/unavailable(_:)`` is thrown.
    package init(parameters: Parameters = .owasp, atOnce: Int = 2, longestLine: Int = 64) {
        self.parameters = parameters
        gate = FairGate(places: atOnce, perOwner: max(1, atOnce - 1), waitingPerOwner: longestLine)
        lanes = OperationQueue()
        lanes.name = "greenroom.passwords"
        lanes.maxConcurrentOperationCount = atOnce
        lanes.qualityOfService = .utility
        let salt = Self.random(16)
        decoy = Self.text(parameters, salt: salt, hash: Self.random(32))
    }

    /// A text with everything needed to compare later: `$scrypt$ln=17,r=8,p=1$salt$hash`, Base64 without padding.
    /// - Parameter network: where whoever asks is, see ``SignInLimits/network(_:)``.
    package func hash(_ password: String, for network: String) async throws -> String {
        let parameters = parameters
        return try await onOwnThread(network) {
            let salt = Self.random(16)
            let hash = try Self.derive(password, salt: salt, parameters, length: 32)
            return Self.text(parameters, salt: salt, hash: hash)
        }
    }

    /// Whether `password` is the one that `stored` was made of. `stored` nil takes as long and is always false.
    package func verify(_ password: String, against stored: String?, for network: String) async throws -> Bool {
        // What is no hash, as of an account without a password, takes as long as any.
        let text = stored.flatMap { Self.parse($0) == nil ? nil : $0 } ?? decoy
        return try await onOwnThread(network) {
            guard let (parameters, salt, expected) = Self.parse(text) else { return false }
            let hash = try Self.derive(password, salt: salt, parameters, length: expected.count)
            return Self.areEqual(hash, expected) && text == stored
        }
    }

    /// Whether `stored` was made with other figures than a new hash would be.
    package func isOutdated(_ stored: String) -> Bool { Self.parse(stored)?.parameters != parameters }

    private func onOwnThread<Value: Sendable>(
        _ network: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await gate.pass(as: network) {
                try await withCheckedThrowingContinuation { continuation in
                    lanes.addOperation { continuation.resume(with: Result(catching: work)) }
                }
            }
        } catch is FairGate<String>.Full {
            throw StudioError.unavailable("too many people are signing in; try again in a moment")
        }
    }

    private static func derive(_ password: String, salt: [UInt8], _ parameters: Parameters, length: Int) throws
        -> [UInt8]
    {
        // NFKC, so that the same password typed on another keyboard is the same bytes (NIST SP 800-63B, 5.1.1.2).
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: length, rounds: 1 << parameters.logRounds,
            blockSize: parameters.blockSize, parallelism: parameters.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private static func text(_ parameters: Parameters, salt: [UInt8], hash: [UInt8]) -> String {
        "$scrypt$ln=\(parameters.logRounds),r=\(parameters.blockSize),p=\(parameters.parallelism)"
            + "$\(unpadded(salt))$\(unpadded(hash))"
    }

    private static func parse(_ text: String) -> (parameters: Parameters, salt: [UInt8], hash: [UInt8])? {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let figures = parts[2].split(separator: ",").map { $0.split(separator: "=") }
        guard figures.count == 3, figures.allSatisfy({ $0.count == 2 }), figures.map({ $0[0] }) == ["ln", "r", "p"],
            let logRounds = Int(figures[0][1]), let blockSize = Int(figures[1][1]),
            let parallelism = Int(figures[2][1]), let salt = padded(parts[3]), let hash = padded(parts[4])
        else { return nil }
        let parameters = Parameters(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard parameters.isSane, (8...64).contains(salt.count), (16...64).contains(hash.count) else { return nil }
        return (parameters, salt, hash)
    }

    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "=", with: "")
    }

    private static func padded(_ text: Substring) -> [UInt8]? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4)).map { Array($0) }
    }
}
