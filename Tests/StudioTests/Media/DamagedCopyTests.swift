import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Storage
@testable import Studio

/// One object that somebody has changed in a bucket is one object: it is named and made anew, and all others stay what they
/// are.
struct DamagedCopyTests {
    private let bucket = MemoryMirror()
    private let house: TestHouse
    private let keys = SecretKeys()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let mirror = SealedMirror(bucket, keys: keys, seals: true, folder: folder.path)
        house = try TestHouse(mirrors: [MirrorPort(mirror, rule: .everything)])
    }

    /// Uploads in the order of a pass, each sealed in the bucket.
    private func files(_ count: Int) async throws -> [MediaFile] {
        try await house.mirrors.open()
        let kim = try await house.store.someone().id
        var files: [MediaFile] = []
        for number in 0..<count { files.append(try await house.upload("IMG \(number)", account: kim)) }
        try await copyAll()
        return files.sorted { $0.blob.hex < $1.blob.hex }
    }

    private func copyAll() async throws {
        let outbox = Outbox(store: house.store, handlers: [], logger: Logger(label: "test"))
        while try await outbox.carryOutOne(MirrorCopier(mirrors: house.mirrors)) {}
    }

    private func verify(readingMirrors: Bool) async throws -> VerificationReport {
        let pass = VerificationPass(
            id: sampleIDs.next(), reason: .manual, readsMirrors: readingMirrors, startedAt: .now())
        let begun = try await house.store.begin(pass)
        let outbox = Outbox(store: house.store, handlers: [], logger: Logger(label: "test"))
        let pace = VerificationPace(width: 1, bytesPerSecond: nil, pauses: [])
        while try await outbox.carryOutOne(VerificationHandler(house.verification, pace: pace)) {}
        return try #require(try await house.store.report(on: begun.id, faults: 100))
    }

    private func change(_ file: MediaFile) {
        let key = MirrorCopy.key(of: file.blob)
        bucket.state.withLock { state in
            var bytes = state.objects[key] ?? Data()
            bytes[5] ^= 1
            state.objects[key] = bytes
        }
    }

    private func removeFromDisk(_ file: MediaFile) throws {
        try FileManager.default.removeItem(atPath: house.blobs.path(of: file.blob))
    }

    @Test func `reading copies finds the changed one, has it made anew, and looks at all others`() async throws {
        let files = try await files(4)
        change(files[1])

        let report = try await verify(readingMirrors: true)

        #expect(report.faults == [VerificationFault(files[1].blob, at: "s3", .damaged, .queued)])
        #expect(report.pass.tally.copies == 4 && report.silent.isEmpty)
        try await copyAll()
        #expect(try await verify(readingMirrors: true).found == 0)
    }

    @Test func `an object that has taken the place of a copy is read, without being told to`() async throws {
        let files = try await files(3)
        bucket.change(files[0].blob)
        bucket.change(files[1].blob, keeping: true)

        let report = try await verify(readingMirrors: false)

        #expect(report.faults == [VerificationFault(files[0].blob, at: "s3", .damaged, .queued)])
        let kept = try #require(try await house.store.mirrorCopy(of: files[1].blob, in: "s3"))
        #expect(kept.tag == bucket.state.withLock { $0.tags[kept.key] })
    }

    @Test func `what the disk has lost comes back although an earlier copy cannot be opened`() async throws {
        let files = try await files(3)
        change(files[0])
        for file in files.prefix(2) { try removeFromDisk(file) }

        let report = try await verify(readingMirrors: false)

        let expected = [
            VerificationFault(files[0].blob, at: "disk", .missing, nil),
            VerificationFault(files[0].blob, at: "s3", .damaged, nil),
            VerificationFault(files[1].blob, at: "disk", .missing, .fetched),
        ]
        #expect(report.faults.count == 3 && expected.allSatisfy(report.faults.contains))
        #expect(report.silent.isEmpty)
    }

    @Test func `an object about which the bucket says nothing keeps no other from being asked about`() async throws {
        let files = try await files(3)
        _ = bucket.state.withLock { $0.refused.insert(MirrorCopy.key(of: files[0].blob)) }
        try removeFromDisk(files[1])

        let report = try await verify(readingMirrors: true)

        #expect(report.faults == [VerificationFault(files[1].blob, at: "disk", .missing, .fetched)])
        #expect(report.pass.tally.copies == 2 && report.silent == ["s3": "not this one"])
    }

    @Test func `a copy that cannot be opened is doubted by whoever needs it`() async throws {
        let file = try await files(1)[0]
        change(file)
        try removeFromDisk(file)

        await #expect(throws: MirrorError.damaged) { try await house.blobs.bring(file.blob) }

        #expect(try await house.store.mirrorCopy(of: file.blob, in: "s3")?.status == .waiting)
    }

    @Test func `what one mirror has damaged comes from another at once`() async throws {
        let other = MemoryMirror(name: "second")
        let both = try TestHouse(
            mirrors: [
                MirrorPort(SealedMirror(bucket, keys: keys, seals: true, folder: folder.path), rule: .everything),
                MirrorPort(other, rule: .everything),
            ])
        try await both.mirrors.open()
        let file = try await both.upload("IMG both", account: both.store.someone().id)
        let outbox = Outbox(store: both.store, handlers: [], logger: Logger(label: "test"))
        while try await outbox.carryOutOne(MirrorCopier(mirrors: both.mirrors)) {}
        for mirror in [bucket, other] { #expect(mirror.copies.count == 1) }
        for (damaged, name) in [(bucket, "s3"), (other, "second")] {
            damaged.change(file.blob)
            try FileManager.default.removeItem(atPath: both.blobs.path(of: file.blob))

            let stay = try await both.blobs.bring(file.blob)

            #expect(try Data(contentsOf: URL(filePath: stay.path)) == Data("IMG both".utf8), "\(name)")
            while try await outbox.carryOutOne(MirrorCopier(mirrors: both.mirrors)) {}
        }
    }

    @Test func `an object cut to a length that no sealed one has is made anew`() async throws {
        let file = try await files(1)[0]
        bucket.state.withLock { $0.objects[MirrorCopy.key(of: file.blob)] = Data([1, 2, 3]) }

        #expect(try await verify(readingMirrors: false).faults.map(\.kind) == [.damaged])
        try await copyAll()

        #expect(try await verify(readingMirrors: true).found == 0)
    }
}
