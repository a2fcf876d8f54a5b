import Crypto
import Domain
import Foundation
import TestSupport
import Testing

@testable import Studio

@Suite struct WebAuthnTests {
    /// Made by PyPI's fido2: see Tests/Fixtures/README.md.
    struct Vector: Decodable {
        let name: String
        let credentialID: String
        let attestationObject: String
        let authenticatorData: String
        let clientData: String
        let signature: String

        enum CodingKeys: String, CodingKey {
            case name, signature
            case credentialID = "credential_id"
            case attestationObject = "attestation_object"
            case authenticatorData = "authenticator_data"
            case clientData = "client_data"
        }
    }

    private let site: RelyingParty
    private let vectors: [Vector]

    init() throws {
        site = try RelyingParty(scheme: "https", host: "Studio.example:443")
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/webauthn/vectors.json")
        vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    }

    @Test func `reads what another library wrote, and believes its signatures and no others`() throws {
        #expect(vectors.map(\.name) == ["ES256", "EdDSA", "RS256"])
        for vector in vectors {
            let object = try CBORReader.value(of: bytes(vector.attestationObject))
            let made = try AuthenticatorData(try #require(object["authData"]?.bytes))
            let attested = try #require(made.attested)
            #expect(attested.credentialID == (try bytes(vector.credentialID)))
            #expect(made.relyingPartyHash == site.hash && made.signCount == 7)
            let key = try COSEKey(attested.publicKey)
            let used = try AuthenticatorData(bytes(vector.authenticatorData))
            #expect(used.signCount == 8 && used.isUserVerified && used.isBackedUp && used.attested == nil)

            let client = try bytes(vector.clientData)
            let message = try bytes(vector.authenticatorData) + digest(client)
            var signature = try bytes(vector.signature)
            #expect(key.isValid(signature, of: message), "\(vector.name)")
            #expect(!key.isValid(signature, of: message + [0]))
            signature[signature.count / 2] ^= 1
            #expect(!key.isValid(signature, of: message))
            #expect(!key.isValid(Data(), of: message))

            #expect(ClientData(client, type: "webauthn.get", from: site)?.challenge == Data("challenge".utf8))
            #expect(ClientData(client, type: "webauthn.create", from: site) == nil)
            let elsewhere = try RelyingParty(scheme: "https", host: "studio.example.org")
            #expect(ClientData(client, type: "webauthn.get", from: elsewhere) == nil)
            #expect(
                ClientData(client, type: "webauthn.get", from: try RelyingParty(scheme: "http", host: "studio.example"))
                    == nil)
        }
    }

    @Test func `a cut or a changed byte is refused, and never breaks the reader`() throws {
        for vector in vectors {
            let object = Array(try bytes(vector.attestationObject))
            for length in 0..<object.count {
                #expect(throws: CBOR.Malformed.self) { try CBORReader.value(of: object.prefix(length)) }
            }
            let data = try #require(try CBORReader.value(of: object)["authData"]?.bytes)
            for length in 0..<data.count {
                #expect(throws: CBOR.Malformed.self) { try AuthenticatorData(data.prefix(length)) }
            }
            for position in object.indices {
                for change: UInt8 in [0x01, 0x20, 0x7f, 0xff] {
                    var damaged = object
                    damaged[position] ^= change
                    guard let value = try? CBORReader.value(of: damaged), let bytes = value["authData"]?.bytes,
                        let data = try? AuthenticatorData(bytes), let attested = data.attested
                    else { continue }
                    _ = try? COSEKey(attested.publicKey)
                }
            }
        }
    }

    /// RFC 8949, appendix A, and what CTAP2 does not use.
    @Test(arguments: [
        ("00", CBOR.integer(0)), ("1818", .integer(24)), ("1bffffffffffffffff", nil), ("20", .integer(-1)),
        ("3903e7", .integer(-1000)), ("3b7fffffffffffffff", .integer(.min)), ("f4", .boolean(false)), ("f6", .null),
        ("f93c00", nil), ("c074", nil), ("5f42010243030405ff", nil), ("4401020304", .bytes(Data([1, 2, 3, 4]))),
        ("62c3bc", .text("ü")), ("61ff", nil), ("83010203", .array([.integer(1), .integer(2), .integer(3)])),
        ("9bffffffffffffffff", nil), ("9a7fffffff", nil),
        ("a10102", .map([.init(key: .integer(1), value: .integer(2))])),
        ("a201020103", nil), ("818181818181818100", nil), ("0000", nil), ("", nil),
    ])
    func `reads CBOR as its standard says`(hex: String, expected: CBOR?) {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }

        #expect((try? CBORReader.value(of: bytes)) == expected)
    }

    @Test func `a challenge is good for what it was made for, for five minutes, from this home`() {
        let challenges = Challenges(signingKey: Data(repeating: 1, count: 32))
        let now = Timestamp.sample
        let challenge = challenges.issue(.signIn, at: now)

        #expect(challenges.check(challenge, .signIn, at: now + .seconds(299)) != nil)
        #expect(challenges.check(challenge, .signIn, at: now + .seconds(300)) == nil)
        #expect(challenges.check(challenge, .secondFactor(Data()), at: now) == nil)
        #expect(Challenges(signingKey: Data(repeating: 2, count: 32)).check(challenge, .signIn, at: now) == nil)
        for position in challenge.indices {
            var changed = challenge
            changed[position] ^= 1
            #expect(challenges.check(changed, .signIn, at: now) == nil)
        }
        #expect(challenges.issue(.signIn, at: now) != challenge)
    }

    @Test(arguments: [
        ("https", "studio.example", "https://studio.example"), ("http", "localhost:8420", "http://localhost:8420"),
        ("http", "Studio.Example:80", "http://studio.example"), ("https", "a.b:8443", "https://a.b:8443"),
        ("http", "127.0.0.1:8420", nil), ("http", "[::1]:8420", nil), ("http", "", nil), ("http", "a@b", nil),
        ("http", "a/b", nil),
    ])
    func `knows the site by its name`(scheme: String, host: String, origin: String?) {
        #expect((try? RelyingParty(scheme: scheme, host: host))?.origin == origin)
    }

    private func digest(_ data: Data) -> Data { Data(SHA256.hash(data: data)) }

    private func bytes(_ text: String) throws -> Data { try #require(Base64URL.bytes(text)) }
}
