import Domain
import Foundation
import Studio

/// What a browser gives for a new passkey, by `PublicKeyCredential.toJSON` (WebAuthn level 3, section 5.1): bytes are
/// Base64URL.
struct NewCredential: InputBody {
    struct Response: InputBody {
        let clientData: Data
        let attestation: Data
        let transports: [String]

        static let body = BodyReader(
            named: "AttestationResponse", .field("clientDataJSON", .base64URL), .field("attestationObject", .base64URL),
            .optional("transports", .set(of: .text(1...32), 0...16))
        ) { Response(clientData: $0, attestation: $1, transports: $2 ?? []) }
    }

    let registration: Passkeys.Registration

    static let body = BodyReader(
        named: "RegistrationCredential", .field("id", .base64URL), .field("response", Response.body.input)
    ) { _, response in
        NewCredential(
            registration: Passkeys.Registration(
                clientData: response.clientData, attestation: response.attestation, transports: response.transports))
    }
}

/// What a browser gives for a passkey that signs in.
struct KnownCredential: InputBody {
    struct Response: InputBody {
        let clientData: Data
        let authenticatorData: Data
        let signature: Data
        let userHandle: Data?

        static let body = BodyReader(
            named: "AssertionResponse", .field("clientDataJSON", .base64URL), .field("authenticatorData", .base64URL),
            .field("signature", .base64URL), .optional("userHandle", .base64URL), make: Self.init)
    }

    let assertion: Passkeys.Assertion

    static let body = BodyReader(
        named: "AuthenticationCredential", .field("id", .base64URL), .field("response", Response.body.input)
    ) { id, response in
        KnownCredential(
            assertion: Passkeys.Assertion(
                credentialID: id, clientData: response.clientData, authenticatorData: response.authenticatorData,
                signature: response.signature, userHandle: response.userHandle))
    }
}

/// `POST /auth/passkeys`.
struct PasskeyRegistrationRequest: InputBody {
    let name: String
    let credential: NewCredential

    static let body = BodyReader(
        named: "PasskeyRegistration", .field("name", .title(100)), .field("credential", NewCredential.body.input),
        make: Self.init)
}

/// `PATCH /auth/passkeys/{id}`.
struct PasskeyNameRequest: InputBody {
    let name: String

    static let body = BodyReader(named: "PasskeyName", .field("name", .title(100)), make: Self.init)
}

/// `POST /auth/passkeys/login/options`.
struct PasskeyBeginningRequest: InputBody {
    let ticket: String?

    static let body = BodyReader(
        named: "PasskeySignInStart", .optional("ticket", .text, "When the passkey is the second factor."),
        make: Self.init)
}

/// `POST /auth/passkeys/login`.
struct PasskeySignInRequest: InputBody {
    let credential: KnownCredential
    let ticket: String?

    static let body = BodyReader(
        named: "PasskeySignIn", .field("credential", KnownCredential.body.input),
        .optional("ticket", .text, "When the passkey is the second factor."), make: Self.init)
}

extension Input where Value == Data {
    fileprivate static var base64URL: Input {
        // Of four characters in the last group one is not enough for a byte.
        Input<String>.text.map(
            to: "Base64URL", .string(length: 2...Int.max, pattern: "^([0-9A-Za-z_-]{4})*([0-9A-Za-z_-]{2,4})$")
        ) { text in text.isEmpty ? nil : Base64URL.bytes(text) }
    }
}
