import Crypto
import Domain
import Foundation
import Synchronization
import Testing

@testable import Server

struct AccessTokenTests {
    private static let key = Data(repeating: 7, count: 32)
    private static let account = AccountID(UUIDv7(milliseconds: 1, counter: 0, random: 0))
    private static let session = SessionID(UUIDv7(milliseconds: 2, counter: 0, random: 0))

    /// A clock that only a test moves.
    private final class Clock: Sendable {
        private let moment = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

        var now: Timestamp { moment.withLock { $0 } }

        func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
    }

    @Test func `takes its own token until it expires`() async throws {
        let clock = Clock()
        let tokens = await AccessTokens(signingKey: Self.key, now: { clock.now })
        let token = try await tokens.issue(account: Self.account, session: Self.session)

        let claims = try await tokens.verify(token)
        #expect(claims.account == Self.account)
        #expect(claims.session == Self.session)
        #expect(claims.expiresAt - clock.now == .seconds(900))

        clock.advance(by: .seconds(900))
        await #expect(throws: AccessTokens.Rejected.self) { _ = try await tokens.verify(token) }
    }

    @Test func `refuses a token of another home`() async throws {
        let other = await AccessTokens(signingKey: Data(repeating: 8, count: 32))
        let tokens = await AccessTokens(signingKey: Self.key)
        let token = try await other.issue(account: Self.account, session: Self.session)

        await #expect(throws: AccessTokens.Rejected.self) { _ = try await tokens.verify(token) }
    }

    @Test func `refuses a token that was changed`() async throws {
        let tokens = await AccessTokens(signingKey: Self.key)
        let parts = try await tokens.issue(account: Self.account, session: Self.session).split(separator: ".")
        let payload = try #require(Self.decode(parts[1]))
        let swapped = payload.replacingOccurrences(of: Self.account.rawValue, with: Self.session.rawValue)

        for token in [
            "\(parts[0]).\(Self.encode(swapped)).\(parts[2])", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])",
            "", "...", String(repeating: "a", count: 4000),
        ] {
            await #expect(throws: AccessTokens.Rejected.self) { _ = try await tokens.verify(token) }
        }
    }

    /// Read before any signature is looked at, so anybody can send it; JWTKit's own claim would stop the server.
    @Test func `goes on after a token for nobody at all`() async throws {
        let tokens = await AccessTokens(signingKey: Self.key)
        let parts = try await tokens.issue(account: Self.account, session: Self.session).split(separator: ".")
        let payload = try #require(Self.decode(parts[1]))
        let empty = payload.replacingOccurrences(of: #""aud":["greenroom"]"#, with: #""aud":[]"#)

        #expect(empty != payload)
        let token = "\(parts[0]).\(Self.encode(empty)).\(parts[2])"
        await #expect(throws: AccessTokens.Rejected.self) { _ = try await tokens.verify(token) }
    }

    @Test(arguments: ["1e300", "9223372036854775807", "-1e300"])
    func `refuses a token of its own with an end that is out of all reckoning`(_ end: String) async throws {
        let tokens = await AccessTokens(signingKey: Self.key)
        let parts = try await tokens.issue(account: Self.account, session: Self.session).split(separator: ".")
        let payload = try #require(Self.decode(parts[1])).replacing(/"exp":[0-9]+/, with: #""exp":\#(end)"#)
        let signed = "\(parts[0]).\(Self.encode(payload))"
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Self.key), info: Data("greenroom access token".utf8),
            outputByteCount: 32)
        let signature = Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: derived))

        await #expect(throws: AccessTokens.Rejected.self) {
            _ = try await tokens.verify("\(signed).\(Self.encode(signature))")
        }
    }

    @Test(arguments: [#"{"alg":"none","typ":"JWT"}"#, #"{"alg":"None"}"#, #"{"alg":"HS512"}"#, #"{"alg":"RS256"}"#])
    func `refuses other algorithms`(_ header: String) async throws {
        let tokens = await AccessTokens(signingKey: Self.key)
        let parts = try await tokens.issue(account: Self.account, session: Self.session).split(separator: ".")
        let signed = "\(Self.encode(header)).\(parts[1])"
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Self.key), info: Data("greenroom access token".utf8),
            outputByteCount: 32)
        let signature = Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: derived))

        for token in [signed + ".", "\(signed).\(Self.encode(signature))"] {
            await #expect(throws: AccessTokens.Rejected.self) { _ = try await tokens.verify(token) }
        }
    }

    private static func encode(_ text: String) -> String { encode(Data(text.utf8)) }

    private static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    private static func decode(_ part: Substring) -> String? {
        let text = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self) }
    }
}
