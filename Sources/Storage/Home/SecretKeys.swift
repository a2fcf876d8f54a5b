import Crypto
import Domain
import Foundation

/// The keys that keep small secrets unreadable in the database: what somebody who has only its file must not learn,
/// such as what a code generator was set up with. AES-256-GCM with a random nonce; a sealed value opens only in the
/// place it was sealed for, so that nobody who can write to the database moves it elsewhere.
///
/// A sealed value is one byte 1, the key's number in four bytes (big-endian), 12 bytes of nonce, the ciphertext, and 16
/// bytes of tag.
package struct SecretKeys: Sendable {
    /// Where a sealed value stands.
    package struct Place: Sendable {
        fileprivate let text: String

        package init(table: String, row: String, column: String) { text = "\(table)\n\(row)\n\(column)" }
    }

    /// The value was sealed with a key that is not here, for another place, or was changed.
    package struct Unreadable: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private static let version: UInt8 = 1
    private static let headerBytes = 5

    private let keys: [UInt32: SymmetricKey]
    /// The number of the key that seals.
    let current: UInt32

    /// One new key, number 1.
    package init() {
        keys = [1: SymmetricKey(size: .bits256)]
        current = 1
    }

    private init(keys: [UInt32: SymmetricKey], current: UInt32) {
        self.keys = keys
        self.current = current
    }

    package func seal(_ secret: some DataProtocol, for place: Place) throws -> Data {
        guard let key = keys[current] else { throw Unreadable(description: "there is no key to seal with") }
        let box = try AES.GCM.seal(secret, using: key, authenticating: Data(place.text.utf8))
        return Data([Self.version] + withUnsafeBytes(of: current.bigEndian) { Array($0) })
            + Data(box.nonce) + box.ciphertext + box.tag
    }

    /// - Throws: ``Unreadable``.
    package func open(_ sealed: Data, at place: Place) throws -> Data {
        guard let number = Self.keyNumber(of: sealed), let key = keys[number] else {
            throw Unreadable(description: "a stored secret was sealed with a key that is not in secrets.key")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(Self.headerBytes))
            return try AES.GCM.open(box, using: key, authenticating: Data(place.text.utf8))
        } catch {
            throw Unreadable(description: "a stored secret was changed, or moved from another row")
        }
    }

    /// Nil for a number that no key has.
    func key(_ number: UInt32) -> SymmetricKey? { keys[number] }

    var numbers: [UInt32] { keys.keys.sorted() }

    /// With the keys of these numbers, and the newest.
    func keeping(_ numbers: Set<UInt32>) -> SecretKeys {
        SecretKeys(keys: keys.filter { $0.key == current || numbers.contains($0.key) }, current: current)
    }

    /// Whether the newest key has sealed it.
    func isCurrent(_ sealed: Data) -> Bool { Self.keyNumber(of: sealed) == current }

    /// With one more key, which seals from now on.
    func withNewKey() -> SecretKeys {
        var keys = keys
        keys[current + 1] = SymmetricKey(size: .bits256)
        return SecretKeys(keys: keys, current: current + 1)
    }

    /// Without the keys that no longer seal.
    func withoutOldKeys() -> SecretKeys { SecretKeys(keys: keys.filter { $0.key == current }, current: current) }

    private static func keyNumber(of sealed: Data) -> UInt32? {
        guard sealed.count > headerBytes, sealed.first == version else { return nil }
        return sealed.dropFirst().prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
}

extension SecretKeys {
    /// One line a key: its number and its 32 bytes in Base64.
    var file: [UInt8] {
        let lines = keys.sorted { $0.key < $1.key }.map { number, key in
            "\(number) \(key.withUnsafeBytes { Data($0) }.base64EncodedString())\n"
        }
        return Array(lines.joined().utf8)
    }

    /// Nil for a file that is not what ``file`` writes.
    init?(file: Data) {
        var keys: [UInt32: SymmetricKey] = [:]
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let number = UInt32(words[0]), let key = Data(base64Encoded: String(words[1])),
                key.count == 32, keys[number] == nil
            else { return nil }
            keys[number] = SymmetricKey(data: key)
        }
        guard let newest = keys.keys.max() else { return nil }
        self.init(keys: keys, current: newest)
    }
}

extension Home {
    private var secretKeysFile: String { secrets + "/secrets.key" }

    /// What small secrets are sealed with; made once, readable by its owner alone.
    /// - Throws: ``DiskError``; `EINVAL` for a file that somebody must have damaged.
    package func secretKeys() throws -> SecretKeys { try keys(in: secretKeysFile) }

    func replaceSecretKeys(with keys: SecretKeys) throws { try replaceSecret(secretKeysFile, keys.file) }

    private var mirrorKeysFile: String { secrets + "/mirror.key" }

    /// What objects in mirrors are sealed with; made once, readable by its owner alone, and in no mirror.
    package func mirrorKeys() throws -> SecretKeys { try keys(in: mirrorKeysFile) }

    /// The same; nil when nothing was ever sealed.
    package func mirrorKeysIfMade() throws -> SecretKeys? {
        try Disk.sizeBytes(mirrorKeysFile) == nil ? nil : mirrorKeys()
    }

    func replaceMirrorKeys(with keys: SecretKeys) throws { try replaceSecret(mirrorKeysFile, keys.file) }

    private func keys(in file: String) throws -> SecretKeys {
        if try Disk.sizeBytes(file) == nil { try makeSecret(file, SecretKeys().file) }
        guard let keys = SecretKeys(file: try Data(contentsOf: URL(fileURLWithPath: file))) else {
            throw DiskError(action: "use the keys in", path: file, code: EINVAL)
        }
        guard chmod(file, 0o600) == 0 else { throw Disk.error("protect", file) }
        return keys
    }
}
