import Crypto
import CryptoExtras
import Foundation

/// The format of files that `age` seals with a passphrase (C2SP, "The age file encryption format", v1), so that a sealed
/// file can be opened without Greenroom: `age -d FILE`.
enum AgeFile {
    static let firstLine = "age-encryption.org/v1"
    static let chunkBytes = 64 << 10
    static let tagBytes = 16
    static let nonceBytes = 16
    static let fileKeyBytes = 16
    /// scrypt with 2^17 rounds of blocks of 8 (OWASP, Password Storage Cheat Sheet): 128 MiB for a moment.
    static let logRounds = 17
    /// A gibibyte of memory; what a file asks for beyond that is not opened.
    static let mostLogRounds = 20

    /// What a passphrase and a header make: the key of what follows.
    static func wrappingKey(_ passphrase: String, salt: Data, logRounds: Int) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: Array(passphrase.utf8), salt: Data("age-encryption.org/v1/scrypt".utf8) + salt, outputByteCount: 32,
            rounds: 1 << logRounds, blockSize: 8, parallelism: 1)
    }

    static func authentication(of header: String, fileKey: SymmetricKey) -> Data {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: fileKey, salt: Data(), info: Data("header".utf8), outputByteCount: 32)
        return Data(HMAC<SHA256>.authenticationCode(for: Data(header.utf8), using: key))
    }

    static func payloadKey(fileKey: SymmetricKey, nonce: Data) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: fileKey, salt: nonce, info: Data("payload".utf8), outputByteCount: 32)
    }

    /// Of a chunk: eleven bytes that count, and one that marks the last.
    static func nonce(_ number: UInt64, isLast: Bool) throws -> ChaChaPoly.Nonce {
        let counter = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return try ChaChaPoly.Nonce(data: [0, 0, 0] + counter + [isLast ? 1 : 0])
    }

    static func unpadded(_ bytes: some DataProtocol) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    static func bytes(unpadded text: Substring) -> Data? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }

    static var zeroNonce: ChaChaPoly.Nonce {
        get throws { try ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12)) }
    }
}

/// Why a sealed file cannot be opened.
enum AgeError: Error, Equatable {
    case noSuchFormat
    case wrongPassphrase
    case damaged
    case truncated
}

/// Seals what is written to it.
final class AgeSink: ByteSink {
    private let sink: any ByteSink
    private let key: SymmetricKey
    private var chunk = Data()
    private var number: UInt64 = 0

    /// - Parameter logRounds: of scrypt.
    init(_ sink: any ByteSink, passphrase: String, logRounds: Int = AgeFile.logRounds) throws {
        self.sink = sink
        let fileKey = SymmetricKey(size: SymmetricKeySize(bitCount: AgeFile.fileKeyBytes * 8))
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        let wrapping = try AgeFile.wrappingKey(passphrase, salt: salt, logRounds: logRounds)
        let box = try ChaChaPoly.seal(
            fileKey.withUnsafeBytes { Data($0) }, using: wrapping, nonce: AgeFile.zeroNonce)
        let header =
            "\(AgeFile.firstLine)\n-> scrypt \(AgeFile.unpadded(salt)) \(logRounds)\n"
            + "\(AgeFile.unpadded(box.ciphertext + box.tag))\n---"
        let proof = AgeFile.unpadded(AgeFile.authentication(of: header, fileKey: fileKey))
        let nonce = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        key = AgeFile.payloadKey(fileKey: fileKey, nonce: nonce)
        try sink.write(Data("\(header) \(proof)\n".utf8) + nonce)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A full chunk stays until there is more, because the last one is sealed as the last.
            if chunk.count == AgeFile.chunkBytes { try seal(isLast: false) }
            let count = min(rest.count, AgeFile.chunkBytes - chunk.count)
            chunk.append(contentsOf: rest.prefix(count))
            rest = rest.dropFirst(count)
        }
    }

    func finish() throws {
        try seal(isLast: true)
        try sink.finish()
    }

    private func seal(isLast: Bool) throws {
        let box = try ChaChaPoly.seal(chunk, using: key, nonce: AgeFile.nonce(number, isLast: isLast))
        try sink.write(box.ciphertext + box.tag)
        number += 1
        chunk.removeAll(keepingCapacity: true)
    }
}

/// Opens what ``AgeSink`` or `age` sealed with a passphrase.
final class AgeSource: ByteSource {
    private static let longestHeader = 4096

    private let source: any ByteSource
    private let key: SymmetricKey
    private var opened = Data()
    private var next = Data()
    private var number: UInt64 = 0
    private var isOver = false

    init(_ source: any ByteSource, passphrase: String) throws {
        self.source = source
        let lines = try Self.headerLines(source)
        guard lines.count == 4, lines[0] == AgeFile.firstLine else { throw AgeError.noSuchFormat }
        let words = lines[1].split(separator: " ")
        guard words.count == 4, words[0] == "->", words[1] == "scrypt", let salt = AgeFile.bytes(unpadded: words[2]),
            salt.count == 16, let logRounds = Int(words[3]), (1...AgeFile.mostLogRounds).contains(logRounds),
            let wrapped = AgeFile.bytes(unpadded: lines[2][...]),
            wrapped.count == AgeFile.fileKeyBytes + AgeFile.tagBytes
        else { throw AgeError.noSuchFormat }
        let wrapping = try AgeFile.wrappingKey(passphrase, salt: salt, logRounds: logRounds)
        let fileKey: SymmetricKey
        do {
            let box = try ChaChaPoly.SealedBox(combined: Data(AgeFile.zeroNonce) + wrapped)
            fileKey = SymmetricKey(data: try ChaChaPoly.open(box, using: wrapping))
        } catch { throw AgeError.wrongPassphrase }
        let proof = lines[3].hasPrefix("--- ") ? AgeFile.bytes(unpadded: lines[3].dropFirst(4)) : nil
        let header = lines[0..<3].joined(separator: "\n") + "\n---"
        let expected = AgeFile.authentication(of: header, fileKey: fileKey)
        guard let proof, SymmetricKey(data: proof) == SymmetricKey(data: expected) else { throw AgeError.damaged }
        let nonce = try source.take(AgeFile.nonceBytes)
        guard nonce.count == AgeFile.nonceBytes else { throw AgeError.truncated }
        key = AgeFile.payloadKey(fileKey: fileKey, nonce: nonce)
        next = try source.take(AgeFile.chunkBytes + AgeFile.tagBytes)
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        if opened.isEmpty, !isOver { try openChunk() }
        let count = min(room.count, opened.count)
        opened.prefix(count).withUnsafeBytes { room.copyMemory(from: $0) }
        opened = opened.dropFirst(count)
        return count
    }

    private func openChunk() throws {
        let sealed = next
        guard sealed.count >= AgeFile.tagBytes else { throw AgeError.truncated }
        next = try source.take(AgeFile.chunkBytes + AgeFile.tagBytes)
        isOver = next.isEmpty
        let (nonce, other) = (
            try AgeFile.nonce(number, isLast: isOver), try AgeFile.nonce(number, isLast: !isOver)
        )
        do {
            let box = try ChaChaPoly.SealedBox(combined: Data(nonce) + sealed)
            opened = try ChaChaPoly.open(box, using: key)
        } catch {
            // A chunk in the middle that stands at the end: the rest was cut off.
            let box = try ChaChaPoly.SealedBox(combined: Data(other) + sealed)
            let isCut = isOver && (try? ChaChaPoly.open(box, using: key)) != nil
            throw isCut || sealed.count < AgeFile.chunkBytes && isOver ? AgeError.truncated : AgeError.damaged
        }
        number += 1
    }

    /// Byte by byte, because what follows the header is not text.
    private static func headerLines(_ source: any ByteSource) throws -> [String] {
        var (lines, line): ([String], [UInt8]) = ([], [])
        for _ in 0..<longestHeader {
            guard let byte = try source.take(1).first else { throw AgeError.truncated }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            lines.append(String(decoding: line, as: UTF8.self))
            if lines[lines.count - 1].hasPrefix("---") { return lines }
            line = []
        }
        throw AgeError.noSuchFormat
    }
}

extension ByteSource {
    /// At most so many bytes; fewer at the end only.
    func take(_ count: Int) throws -> Data {
        var bytes = Data(count: count)
        let got = try bytes.withUnsafeMutableBytes { try fill($0) }
        return bytes.prefix(got)
    }
}
