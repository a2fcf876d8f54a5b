import Domain
import Foundation
import Studio

/// A passkey as its owner sees it.
struct PasskeyBody: JSONValue {
    let passkey: Passkey

    static let schema = Schema.named(
        "Passkey",
        .object([
            Schema.Field("id", .id), Schema.Field("name", .string()), Schema.Field("created_at", .time),
            Schema.Field("last_used_at", .nullable(.time)),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", passkey.id)
            json.field("name", passkey.name)
            json.field("created_at", passkey.createdAt)
            json.field("last_used_at", passkey.lastUsedAt)
        }
    }
}

/// What a browser gives for a passkey, by `PublicKeyCredential.toJSON` (WebAuthn level 3, section 5.1): bytes are
/// Base64URL.
struct PasskeyCredential: Decodable {
    struct Response: Decodable {
        let clientDataJSON: String
        let attestationObject: String?
        let transports: [String]?
        let authenticatorData: String?
        let signature: String?
        let userHandle: String?
    }

    let id: String
    let response: Response

    static let schema = Schema.object([
        Schema.Field("id", .string(), "Base64URL."),
        Schema.Field(
            "response",
            .object([
                Schema.Field("clientDataJSON", .string()), .optional("attestationObject", .string()),
                .optional("transports", .array(.string())), .optional("authenticatorData", .string()),
                .optional("signature", .string()), .optional("userHandle", .nullable(.string())),
            ])),
    ])

    func registration() throws(ErrorBody) -> Passkeys.Registration {
        Passkeys.Registration(
            clientData: try Self.bytes(response.clientDataJSON, "clientDataJSON"),
            attestation: try Self.bytes(response.attestationObject, "attestationObject"),
            transports: response.transports ?? [])
    }

    func assertion() throws(ErrorBody) -> Passkeys.Assertion {
        guard let credentialID = Base64URL.bytes(id), !credentialID.isEmpty else {
            throw .invalid("credential.id", "`credential.id` must be Base64URL.")
        }
        return Passkeys.Assertion(
            credentialID: credentialID, clientData: try Self.bytes(response.clientDataJSON, "clientDataJSON"),
            authenticatorData: try Self.bytes(response.authenticatorData, "authenticatorData"),
            signature: try Self.bytes(response.signature, "signature"),
            userHandle: try response.userHandle.map { text throws(ErrorBody) in try Self.bytes(text, "userHandle") })
    }

    private static func bytes(_ text: String?, _ name: String) throws(ErrorBody) -> Data {
        let field = "credential.response.\(name)"
        guard let text else { throw .invalid(field, "`\(field)` is missing.") }
        guard let bytes = Base64URL.bytes(text) else { throw .invalid(field, "`\(field)` must be Base64URL.") }
        return bytes
    }
}

/// Options for `navigator.credentials`, as `PublicKeyCredential.parseCreationOptionsFromJSON` and
/// `parseRequestOptionsFromJSON` read them.
enum PasskeyOptions {
    /// Milliseconds.
    private static let timeout = 300_000

    private static let descriptor = Schema.object([
        Schema.Field("type", .choice(["public-key"])), Schema.Field("id", .string()),
        Schema.Field("transports", .array(.string())),
    ])

    static let creation = Schema.object([
        Schema.Field(
            "public_key",
            .object([
                Schema.Field("challenge", .string()),
                Schema.Field("rp", .object([Schema.Field("id", .string()), Schema.Field("name", .string())])),
                Schema.Field(
                    "user",
                    .object([
                        Schema.Field("id", .string()), Schema.Field("name", .string()),
                        Schema.Field("displayName", .string()),
                    ])),
                Schema.Field(
                    "pubKeyCredParams",
                    .array(
                        .object([
                            Schema.Field("type", .choice(["public-key"])), Schema.Field("alg", .integer),
                        ]))),
                Schema.Field("timeout", .integer), Schema.Field("excludeCredentials", .array(descriptor)),
                Schema.Field(
                    "authenticatorSelection",
                    .object([
                        Schema.Field("residentKey", .string()), Schema.Field("requireResidentKey", .boolean),
                        Schema.Field("userVerification", .string()),
                    ])),
                Schema.Field("attestation", .choice(["none"])),
            ]))
    ])

    static let request = Schema.object([
        Schema.Field(
            "public_key",
            .object([
                Schema.Field("challenge", .string()), Schema.Field("rpId", .string()),
                Schema.Field("timeout", .integer), Schema.Field("allowCredentials", .array(descriptor)),
                Schema.Field("userVerification", .string()),
            ]))
    ])

    struct Creation: JSONValue {
        let options: Passkeys.CreationOptions

        func write(to json: inout JSONWriter) {
            json.object { $0.field("public_key", object: writeOptions) }
        }

        private func writeOptions(to json: inout JSONWriter) {
            json.field("challenge", Base64URL.text(options.challenge))
            json.field(
                "rp",
                object: { json in
                    json.field("id", options.site.id)
                    json.field("name", "Greenroom")
                })
            json.field(
                "user",
                object: { json in
                    json.field("id", Base64URL.text(Array(options.account.id.rawValue.utf8)))
                    json.field("name", options.account.email)
                    json.field("displayName", options.account.name)
                })
            json.field("pubKeyCredParams", options.algorithms.map(Parameter.init))
            json.field("timeout", PasskeyOptions.timeout)
            json.field("excludeCredentials", options.known.map(Descriptor.init))
            json.field(
                "authenticatorSelection",
                object: { json in
                    json.field("residentKey", "required")
                    json.field("requireResidentKey", true)
                    json.field("userVerification", "preferred")
                })
            json.field("attestation", "none")
        }
    }

    struct Request: JSONValue {
        let options: Passkeys.RequestOptions

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field(
                    "public_key",
                    object: { json in
                        json.field("challenge", Base64URL.text(options.challenge))
                        json.field("rpId", options.site.id)
                        json.field("timeout", PasskeyOptions.timeout)
                        json.field("allowCredentials", options.allowed.map(Descriptor.init))
                        json.field("userVerification", options.needsVerification ? "required" : "preferred")
                    })
            }
        }
    }

    private struct Descriptor: JSONValue {
        let passkey: Passkey

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("type", "public-key")
                json.field("id", Base64URL.text(passkey.credentialID))
                json.field("transports", passkey.transports)
            }
        }
    }

    private struct Parameter: JSONValue {
        let algorithm: Int64

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("type", "public-key")
                json.field("alg", algorithm)
            }
        }
    }
}
