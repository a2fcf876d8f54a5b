import Foundation

/// What an authenticator signs besides the client's data (WebAuthn level 2, section 6.1).
struct AuthenticatorData {
    /// A credential that was just made.
    struct Attested {
        let credentialID: Data
        let publicKey: Data
    }

    let relyingPartyHash: Data
    let isUserPresent: Bool
    let isUserVerified: Bool
    let isBackupEligible: Bool
    let isBackedUp: Bool
    let signCount: UInt32
    let attested: Attested?

    /// - Throws: ``CBOR/Malformed`` unless every byte has its place.
    init(_ data: Data) throws(CBOR.Malformed) {
        let bytes = Array(data)
        guard bytes.count >= 37 else { throw CBOR.Malformed() }
        relyingPartyHash = Data(bytes[..<32])
        let flags = bytes[32]
        isUserPresent = flags & 0x01 != 0
        isUserVerified = flags & 0x04 != 0
        isBackupEligible = flags & 0x08 != 0
        isBackedUp = flags & 0x10 != 0
        guard isBackupEligible || !isBackedUp else { throw CBOR.Malformed() }
        signCount = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var rest = bytes[37...]
        if flags & 0x40 != 0 {
            guard rest.count >= 18 else { throw CBOR.Malformed() }
            let lengthAt = rest.startIndex + 16  // after the model's id, which is not looked at
            let length = Int(rest[lengthAt]) << 8 | Int(rest[lengthAt + 1])
            rest = rest[(lengthAt + 2)...]
            guard (1...1023).contains(length), rest.count > length else { throw CBOR.Malformed() }
            let credentialID = Data(rest.prefix(length))
            rest = rest.dropFirst(length)
            var reader = CBORReader(rest)
            _ = try reader.next()
            attested = Attested(credentialID: credentialID, publicKey: Data(rest.prefix(reader.position)))
            rest = rest.dropFirst(reader.position)
        } else {
            attested = nil
        }
        if flags & 0x80 != 0 {
            guard case .map = try CBORReader.value(of: rest) else { throw CBOR.Malformed() }
        } else {
            guard rest.isEmpty else { throw CBOR.Malformed() }
        }
    }
}
