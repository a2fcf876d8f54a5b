import Domain
import Studio

/// Options for `navigator.credentials`, as `PublicKeyCredential.parseCreationOptionsFromJSON` and
/// `parseRequestOptionsFromJSON` read them.
enum PasskeyOptions {
    /// Milliseconds.
    private static let timeout = 300_000

    struct Creation: Body {
        let options: Passkeys.CreationOptions

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("public_key") { PublicKey(options: $0.options) }
        }

        struct PublicKey: Body {
            let options: Passkeys.CreationOptions

            static var name: String? { "PasskeyCreationOptions" }

            static func list(_ fields: inout some FieldList<Self>) {
                fields.add("challenge") { Base64URL.text($0.options.challenge) }
                fields.add("rp") { Party(id: $0.options.site.id) }
                fields.add("user") { User(account: $0.options.account) }
                fields.add("pubKeyCredParams") { $0.options.algorithms.map(Parameter.init) }
                fields.add("timeout", "In milliseconds.") { _ in timeout }
                fields.add("excludeCredentials") { $0.options.known.map(Descriptor.init) }
                fields.add("authenticatorSelection") { _ in Selection() }
                fields.add("attestation", as: .choice(["none"])) { _ in "none" }
            }
        }
    }

    struct Request: Body {
        let options: Passkeys.RequestOptions

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("public_key") { PublicKey(options: $0.options) }
        }

        struct PublicKey: Body {
            let options: Passkeys.RequestOptions

            static var name: String? { "PasskeyRequestOptions" }

            static func list(_ fields: inout some FieldList<Self>) {
                fields.add("challenge") { Base64URL.text($0.options.challenge) }
                fields.add("rpId") { $0.options.site.id }
                fields.add("timeout", "In milliseconds.") { _ in timeout }
                fields.add("allowCredentials") { $0.options.allowed.map(Descriptor.init) }
                fields.add("userVerification") { $0.options.needsVerification ? "required" : "preferred" }
            }
        }
    }

    struct Party: Body {
        let id: String

        static var name: String? { "PasskeyRelyingParty" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("id") { $0.id }
            fields.add("name") { _ in "Greenroom" }
        }
    }

    struct User: Body {
        let account: Account

        static var name: String? { "PasskeyUser" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("id") { Base64URL.text(Array($0.account.id.rawValue.utf8)) }
            fields.add("name", "The address, or the name of an account without one.") {
                $0.account.address ?? $0.account.name
            }
            fields.add("displayName") { $0.account.name }
        }
    }

    struct Descriptor: Body {
        let passkey: Passkey

        static var name: String? { "PasskeyDescriptor" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("type", as: .choice(["public-key"])) { _ in "public-key" }
            fields.add("id") { Base64URL.text($0.passkey.credentialID) }
            fields.add("transports") { $0.passkey.transports }
        }
    }

    struct Parameter: Body {
        let algorithm: Int64

        static var name: String? { "PasskeyParameter" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("type", as: .choice(["public-key"])) { _ in "public-key" }
            fields.add("alg", "A COSE algorithm.") { $0.algorithm }
        }
    }

    struct Selection: Body {
        static var name: String? { "PasskeySelection" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("residentKey") { _ in "required" }
            fields.add("requireResidentKey") { _ in true }
            fields.add("userVerification") { _ in "preferred" }
        }
    }
}
