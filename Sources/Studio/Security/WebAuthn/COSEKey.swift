import Crypto
import CryptoExtras
import Foundation

/// A public key as an authenticator tells it: a COSE_Key (RFC 9052, section 7; RFC 9053, sections 2 and 7).
enum COSEKey {
    case es256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rs256(_RSA.Signing.PublicKey)

    struct Unsupported: Error {}

    /// The algorithms asked for, the best first (IANA "COSE Algorithms").
    static let algorithms: [Int64] = [-8, -7, -257]

    /// - Throws: ``Unsupported`` for another algorithm or curve, and for a key that is none.
    init(_ encoded: Data) throws(Unsupported) {
        guard let key = try? CBORReader.value(of: encoded), let type = key[1]?.integer,
            let algorithm = key[3]?.integer
        else { throw Unsupported() }
        do {
            switch (type, algorithm) {
            case (2, -7):
                guard key[-1]?.integer == 1, let x = key[-2]?.bytes, let y = key[-3]?.bytes, x.count == 32,
                    y.count == 32
                else { throw Unsupported() }
                self = .es256(try P256.Signing.PublicKey(rawRepresentation: x + y))
            case (1, -8):
                guard key[-1]?.integer == 6, let x = key[-2]?.bytes else { throw Unsupported() }
                self = .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: x))
            case (3, -257):
                guard let n = key[-1]?.bytes, let e = key[-2]?.bytes, (256...1024).contains(n.count), e.count <= 8
                else {
                    throw Unsupported()
                }
                self = .rs256(try _RSA.Signing.PublicKey(n: n, e: e))
            default: throw Unsupported()
            }
        } catch {
            throw Unsupported()
        }
    }

    func isValid(_ signature: Data, of message: Data) -> Bool {
        switch self {
        case .es256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        case .ed25519(let key):
            return key.isValidSignature(signature, for: message)
        case .rs256(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: .insecurePKCS1v1_5)
        }
    }
}
