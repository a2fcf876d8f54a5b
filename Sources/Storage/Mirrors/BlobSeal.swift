import Crypto
import Domain
import Foundation

/// Seals the bytes of one blob, chunk by chunk, so that parts of it can be sent and read alone: AES-256-GCM with a key of
/// the blob's own (HKDF, RFC 5869, of the home's key and the blob's name), the chunk's number as nonce, and 16 bytes of tag
/// behind each chunk. The same blob is always sealed the same way, so that an upload can continue; no key ever seals two
/// different chunks with one number, because a blob's bytes never change.
struct BlobSeal {
    static let chunkBytes: Int64 = 64 << 10
    private static let tagBytes: Int64 = 16
    static let sealedChunkBytes = chunkBytes + tagBytes

    private let key: SymmetricKey
    private let name: Data

    init(_ home: SymmetricKey, blob: String) {
        name = Data(blob.utf8)
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: home, salt: name, info: Data("greenroom objects in mirrors".utf8), outputByteCount: 32)
    }

    /// Of so many bytes, from the beginning of a chunk on.
    static func sealedSize(_ plain: Int64) -> Int64 { plain + (plain + chunkBytes - 1) / chunkBytes * tagBytes }

    /// Nil for a size that nothing sealed has.
    static func plainSize(_ sealed: Int64) -> Int64? {
        let (chunks, rest) = sealed.quotientAndRemainder(dividingBy: sealedChunkBytes)
        guard sealed >= 0, rest == 0 || rest > tagBytes else { return nil }
        return chunks * chunkBytes + max(0, rest - tagBytes)
    }

    func seal(_ chunk: some DataProtocol, number: Int64) throws -> Data {
        let box = try AES.GCM.seal(chunk, using: key, nonce: Self.nonce(number), authenticating: name)
        return box.ciphertext + box.tag
    }

    /// - Throws: for anything that was not sealed as this chunk of this blob.
    func open(_ sealed: Data, number: Int64) throws -> Data {
        guard sealed.count > Self.tagBytes else { throw CryptoKitError.incorrectParameterSize }
        let box = try AES.GCM.SealedBox(
            nonce: Self.nonce(number), ciphertext: sealed.dropLast(Int(Self.tagBytes)),
            tag: sealed.suffix(Int(Self.tagBytes)))
        return try AES.GCM.open(box, using: key, authenticating: name)
    }

    private static func nonce(_ number: Int64) throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 4) + withUnsafeBytes(of: number.bigEndian) { Array($0) })
    }
}
