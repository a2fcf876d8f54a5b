import Crypto
import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Whoever has the bucket has no content; whoever has the home has all of it, in any part.
@Suite struct SealedMirrorTests {
    private let inner = MemoryMirror()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mirror(_ keys: SecretKeys, seals: Bool = true) -> SealedMirror {
        SealedMirror(inner, keys: keys, seals: seals, folder: folder.path)
    }

    private func file(_ bytes: Data) throws -> (path: String, hash: BlobHash) {
        let path = "\(folder.path)/file-\(UInt64.random(in: 0 ... .max))"
        try bytes.write(to: URL(filePath: path))
        return (path, try #require(BlobHash(digest: SHA256.hash(data: bytes))))
    }

    private func content(_ path: String, _ hash: BlobHash, _ range: Range<Int>) -> MirrorContent {
        MirrorContent(
            path: path, offset: Int64(range.lowerBound), sizeBytes: Int64(range.count), sha256: hash.hex, md5: Data())
    }

    private static func noise(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func `gives back what it was given, and any part of it`(count: Int) async throws {
        let (keys, bytes) = (SecretKeys(), Self.noise(count))
        let (path, hash) = try file(bytes)
        let key = MirrorCopy.key(of: hash)
        try await mirror(keys).put(content(path, hash, 0..<count), as: key)

        let facts = try #require(try await mirror(keys).facts(of: key))
        let whole = path + ".whole"
        let got = try await mirror(keys).get(key, bytes: nil, to: whole)

        #expect(facts.sizeBytes == count && facts.sha256 == hash.hex && facts.seal == 1)
        #expect(try got == count && Data(contentsOf: URL(filePath: whole)) == bytes)
        let stored = try #require(inner.state.withLock { $0.objects[key] })
        #expect(stored.count == Int(BlobSeal.sealedSize(Int64(count))))
        if count > 1000 { #expect(stored.range(of: bytes.prefix(16)) == nil) }
        for range in [0...0, 65_530...65_540, 131_072...199_999, 65_536...65_536] where range.upperBound < count {
            let part = path + ".part"
            try Data(count: count).write(to: URL(filePath: part))
            try await mirror(keys).read(key, bytes: Int64(range.lowerBound)...Int64(range.upperBound), into: part)
            var expected = Data(count: count)
            expected.replaceSubrange(range, with: bytes[range])
            #expect(try Data(contentsOf: URL(filePath: part)) == expected, "\(range)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix("sealed") })
    }

    @Test func `an upload in parts continues after a restart, with the key that it was begun with`() async throws {
        let (old, bytes) = (SecretKeys(), Self.noise(300_000))
        let (path, hash) = try file(bytes)
        let key = MirrorCopy.key(of: hash)
        let upload = try await mirror(old).beginUpload(of: key, label: MirrorLabel(sha256: hash.hex))
        _ = try await mirror(old).putPart(1, of: upload, content(path, hash, 0..<131_072))

        let new = old.withNewKey()
        let found = try await mirror(new).parts(of: upload)
        let tag = try await mirror(new).putPart(2, of: upload, content(path, hash, 131_072..<300_000))
        try await mirror(new).complete(
            upload, parts: found + [MirrorPart(number: 2, sizeBytes: 168_928, etag: tag)])

        #expect(found.map(\.sizeBytes) == [131_072])
        let facts = try #require(try await mirror(new).facts(of: key))
        #expect(facts.sizeBytes == 300_000 && facts.seal == 1)
        _ = try await mirror(new).get(key, bytes: nil, to: path + ".whole")
        #expect(try Data(contentsOf: URL(filePath: path + ".whole")) == bytes)
    }

    @Test func `refuses bytes that were changed, moved or cut off, and keys that are not here`() async throws {
        let (keys, bytes) = (SecretKeys(), Self.noise(200_000))
        let (path, hash) = try file(bytes)
        let key = MirrorCopy.key(of: hash)
        try await mirror(keys).put(content(path, hash, 0..<200_000), as: key)
        let stored = try #require(inner.state.withLock { $0.objects[key] })
        let other = MirrorCopy.key(of: .sample(7))
        var changed = stored
        changed[70_000] ^= 1
        var swapped = stored
        swapped.replaceSubrange(0..<65_552, with: stored[65_552..<131_104])
        for (name, damaged) in [(key, changed), (key, swapped), (key, stored.dropLast(5)), (other, stored)] {
            inner.state.withLock { state in
                state.objects[name] = Data(damaged)
                state.labels[name] = MirrorLabel(sha256: hash.hex, seal: 1)
            }
            await #expect(throws: MirrorError.damaged) {
                try await mirror(keys).get(name, bytes: nil, to: path + ".whole")
            }
        }
        inner.state.withLock { $0.objects[key] = stored }
        await #expect(throws: MirrorError.self) { try await mirror(SecretKeys()).get(key, bytes: nil, to: path + ".w") }
        let without = SecretKeys(file: Data("2 \(Data(count: 32).base64EncodedString())\n".utf8))
        await #expect(
            throws: MirrorError.refused("an object is sealed with a key that this home does not have")
        ) {
            try await mirror(try #require(without)).get(key, bytes: nil, to: path + ".w")
        }
    }

    @Test func `reads what lay there before as it is, and gives nobody an address`() async throws {
        let (path, hash) = try file(Data("hello".utf8))
        let key = MirrorCopy.key(of: hash)
        try await mirror(SecretKeys(), seals: false).put(content(path, hash, 0..<5), as: key)

        let facts = try await mirror(SecretKeys()).facts(of: key)
        let got = try await mirror(SecretKeys()).get(key, bytes: 1...3, to: path + ".part")

        #expect(facts?.seal == nil && got == 3)
        #expect(try Data(contentsOf: URL(filePath: path + ".part")) == Data("ell".utf8))
        #expect(throws: MirrorError.self) {
            try mirror(SecretKeys()).address(of: key, type: nil, disposition: nil, lifetime: .seconds(60))
        }
    }

    @Test func `a new key has copies made anew, and the old one stays until nothing needs it`() async throws {
        let home = try Home.temporary()
        let store = try Store(path: home.database, migrations: migrationsFolder)
        try await store.setMirrors(["s3": .everything])
        let account = try await store.someone()
        let (sealed, plain) = (try await store.someFile(of: account.id), try await store.someFile(of: account.id))
        let keys = try home.mirrorKeys()
        for (file, seal) in [(sealed, keys.current), (plain, nil)] as [(MediaFile, UInt32?)] {
            let copy = try #require(try await store.mirrorCopy(of: file.blob, in: "s3"))
            try await store.prove(copy, seal: seal, at: .sample)
        }

        #expect(try await store.sealNext(in: "s3", with: 1, at: .sample))
        #expect(try await store.mirrorCopy(of: sealed.blob, in: "s3")?.status == .copied)
        #expect(try await store.mirrorCopy(of: plain.blob, in: "s3")?.status == .waiting)
        #expect(try await !store.sealNext(in: "s3", with: 1, at: .sample))

        _ = try await SecretRotation(home: home, store: store).run()
        let second = try home.mirrorKeys()
        #expect(second.current == 2 && second.numbers == [1, 2])
        #expect(try await store.sealNext(in: "s3", with: 2, at: .sample))
        for file in [sealed, plain] {
            let copy = try #require(try await store.mirrorCopy(of: file.blob, in: "s3"))
            #expect(copy.status == .waiting)
            try await store.prove(copy, seal: 2, at: .sample)
        }
        _ = try await SecretRotation(home: home, store: store).run()
        #expect(try home.mirrorKeys().numbers == [2, 3])
    }

    @Test func `a home that never sealed gets no keys for it`() async throws {
        let home = try Home.temporary()
        let store = try Store(path: home.database, migrations: migrationsFolder)

        _ = try await SecretRotation(home: home, store: store).run()

        #expect(try home.mirrorKeysIfMade() == nil)
    }
}
