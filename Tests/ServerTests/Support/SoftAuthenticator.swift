import Crypto
import Foundation

/// A telephone that makes and shows passkeys, written from the WebAuthn specification for the tests alone.
struct SoftAuthenticator {
    let key = P256.Signing.PrivateKey()
    let credentialID = Data((0..<16).map { _ in UInt8.random(in: 0...255) })
    var site = "studio.test"
    var origin = "https://studio.test"
    var count: UInt32 = 1
    /// User present and verified.
    var flags: UInt8 = 0x05

    /// - Parameter options: `public_key` of the answer.
    func creation(_ options: JSONTree) -> String {
        let client = clientData("webauthn.create", options["challenge"].string ?? "")
        let point = Data(key.publicKey.rawRepresentation)
        var data = authenticatorData(flags: flags | 0x40)
        data += Data(count: 16)
        data += Data([0, 16])
        data += credentialID
        data += Data([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20])
        data += point.prefix(32)
        data += Data([0x22, 0x58, 0x20])
        data += point.suffix(32)
        var attestation = Data([0xa3])
        attestation += name("fmt") + name("none")
        attestation += name("attStmt") + Data([0xa0])
        attestation += name("authData") + Data([0x58, UInt8(data.count)]) + data
        let id = text(credentialID)
        let made = #""clientDataJSON": "\#(text(client))", "attestationObject": "\#(text(attestation))""#
        let response = #"{\#(made), "transports": ["internal"]}"#
        return #"{"id": "\#(id)", "rawId": "\#(id)", "type": "public-key", "response": \#(response)}"#
    }

    func assertion(_ options: JSONTree, user: String? = nil) throws -> String {
        let client = clientData("webauthn.get", options["challenge"].string ?? "")
        let data = authenticatorData(flags: flags)
        let signature = try key.signature(for: data + Data(SHA256.hash(data: client))).derRepresentation
        let handle = user.map { #", "userHandle": "\#(text(Data($0.utf8)))""# } ?? ""
        let id = text(credentialID)
        let signed = #""clientDataJSON": "\#(text(client))", "authenticatorData": "\#(text(data))""#
        let response = #"{\#(signed), "signature": "\#(text(signature))"\#(handle)}"#
        return #"{"id": "\#(id)", "rawId": "\#(id)", "type": "public-key", "response": \#(response)}"#
    }

    /// A short text in CBOR.
    private func name(_ text: String) -> Data { Data([0x60 + UInt8(text.utf8.count)]) + Data(text.utf8) }

    private func authenticatorData(flags: UInt8) -> Data {
        let counter = (0..<4).map { UInt8(count >> (24 - 8 * UInt32($0)) & 255) }
        return Data(SHA256.hash(data: Data(site.utf8))) + Data([flags]) + Data(counter)
    }

    private func clientData(_ type: String, _ challenge: String) -> Data {
        Data(#"{"type":"\#(type)","challenge":"\#(challenge)","origin":"\#(origin)","crossOrigin":false}"#.utf8)
    }

    private func text(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
