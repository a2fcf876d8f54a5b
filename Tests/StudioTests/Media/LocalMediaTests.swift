import Domain
import Foundation
import Logging
import Storage
import Synchronization
import Testing
import TestSupport

@testable import Studio

/// Media leave the disk for a mirror that has them, and nothing is ever lost by that.
@Suite final class LocalMediaTests: Sendable {
    private let mirror = MemoryMirror()
    private let clock = Mutex<Timestamp>(.sample)

    private func house(_ keeps: KeepLocal, engine: ScriptedEngine = ScriptedEngine()) async throws -> (
        TestHouse, AccountID
    ) {
        let house = try TestHouse(
            engine: engine, mirrors: [MirrorPort(mirror, rule: .everything)], keeps: keeps,
            now: { [self] in clock.withLock { $0 } })
        try await house.mirrors.open()
        return (house, try await house.store.someone().id)
    }

    private func pass(days: Int) { clock.withLock { $0 = $0 + .seconds(days * 24 * 3600) } }

    /// As the outbox would copy it.
    private func copy(_ file: MediaFile, _ house: TestHouse) async throws {
        let copy = try #require(try await house.store.mirrorCopy(of: file.blob, in: "s3"))
        mirror.place(try bytes(file, house), of: file.blob)
        try await house.store.prove(copy, at: .sample)
    }

    private func isHere(_ file: MediaFile, _ house: TestHouse) -> Bool {
        FileManager.default.fileExists(atPath: house.files.path(of: file))
    }

    private func bytes(_ file: MediaFile, _ house: TestHouse) throws -> Data {
        try Data(contentsOf: URL(filePath: house.files.path(of: file)))
    }

    /// Media of a size that comes in several pieces.
    private static func large(_ pieces: Int) -> String {
        "VID" + String(repeating: "0123456789abcdef", count: pieces << 18)
    }

    @Test func `only what a mirror shows leaves the disk, and comes back as it was`() async throws {
        let (house, kim) = try await house(.days(30))
        let (proven, waiting) = (
            try await house.upload("IMG proven", account: kim), try await house.upload("IMG waiting", account: kim)
        )
        let (lost, young) = (
            try await house.upload("IMG lost", account: kim), try await house.upload("IMG young", account: kim)
        )
        for file in [proven, lost] { try await copy(file, house) }
        mirror.remove(lost.blob)
        pass(days: 20)
        try await house.store.noteUses(of: [young.blob], at: clock.withLock { $0 })
        try await copy(young, house)
        pass(days: 20)
        _ = house.blobs.takeUses()

        #expect(try await house.local.release() == 1)

        #expect(!isHere(proven, house) && isHere(waiting, house) && isHere(lost, house) && isHere(young, house))
        #expect(try await house.store.mirrorCopy(of: lost.blob, in: "s3")?.status == .waiting)
        let standing = try await house.local.standing()
        #expect(standing.awayBlobs == 1 && standing.awayBytes == 10 && standing.blobs == 3)
        #expect(try await !house.local.copies(of: proven).isOnDisk)

        let stay = try await house.blobs.bring(proven.blob)

        #expect(try Data(contentsOf: URL(filePath: stay.path)) == Data("IMG proven".utf8))
        #expect(try await house.local.standing().awayBlobs == 0)
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    @Test func `goes by size, the one used longest ago first, and spares what is in use`() async throws {
        let (house, kim) = try await house(.bytes(6 << 20))
        var files: [MediaFile] = []
        for number in 0..<4 {
            files.append(try await house.upload(Self.large(1).dropLast() + "\(number)", account: kim))
            try await copy(files[number], house)
            pass(days: 1)
        }
        _ = house.blobs.takeUses()
        let stay = try await house.blobs.bring(files[0].blob)
        _ = house.blobs.takeUses()

        #expect(try await house.local.release() == 3)
        #expect(files.map { isHere($0, house) } == [true, false, false, false])

        withExtendedLifetime(stay) {}
    }

    @Test func `keeps everything where everything is to be kept, and where no mirror answers`() async throws {
        let (house, kim) = try await house(.all)
        let file = try await house.upload("IMG one", account: kim)
        try await copy(file, house)
        pass(days: 400)
        _ = house.blobs.takeUses()
        #expect(try await house.local.release() == 0)

        let (other, lee) = try await self.house(.days(1))
        let second = try await other.upload("IMG two", account: lee)
        try await copy(second, other)
        pass(days: 400)
        _ = other.blobs.takeUses()
        mirror.set(down: true)

        #expect(try await other.local.release() == 0)
        #expect(isHere(file, house) && isHere(second, other))
    }

    @Test func `what somebody has put in the place of a copy is none, whatever it says of itself`() async throws {
        let (house, kim) = try await house(.days(30))
        let file = try await house.upload("IMG one", account: kim)
        try await copy(file, house)
        mirror.change(file.blob)
        pass(days: 40)
        _ = house.blobs.takeUses()

        #expect(try await house.local.release() == 0)

        #expect(isHere(file, house))
        #expect(try await house.store.mirrorCopy(of: file.blob, in: "s3")?.status == .waiting)
    }

    private func away(_ bytes: String, in house: TestHouse, of account: AccountID) async throws -> MediaFile {
        let file = try await house.upload(bytes, account: account)
        try await copy(file, house)
        pass(days: 40)
        _ = house.blobs.takeUses()
        #expect(try await house.local.release() == 1)
        return file
    }

    @Test func `is fetched once for many readers, and only the parts that they read`() async throws {
        let (house, kim) = try await house(.days(30))
        let text = Self.large(8)
        let file = try await away(text, in: house, of: kim)
        let arriving = try #require(try await house.files.arriving(file))
        let end = Int64(text.utf8.count)

        let last = try await arriving.bytes(end - 2..<end)
        #expect(String(decoding: last, as: UTF8.self) == text.suffix(2))
        #expect(mirror.reads.count == 1)
        #expect(!isHere(file, house))

        try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<8 {
                group.addTask { try Data(contentsOf: URL(filePath: try await house.blobs.bring(file.blob).path)) }
            }
            for try await bytes in group { #expect(bytes == Data(text.utf8)) }
        }
        let reads = mirror.reads.map(\.lowerBound)
        #expect(reads.count == Set(reads).count && reads.count == 9)
        #expect(isHere(file, house))
        #expect(try await house.files.arriving(file) == nil)
    }

    @Test func `a mirror that is down or has other bytes costs nothing but the answer`() async throws {
        let (house, kim) = try await house(.days(30))
        let file = try await away("IMG one", in: house, of: kim)
        mirror.set(down: true)
        await #expect(throws: MirrorError.misconfigured("it is out of order")) {
            try await house.blobs.bring(file.blob)
        }
        mirror.set(down: false)
        mirror.place(Data("IMG two".utf8), of: file.blob)

        await #expect(throws: MirrorError.self) { try await house.blobs.bring(file.blob) }

        #expect(!isHere(file, house))
        #expect(try await house.store.mirrorCopy(of: file.blob, in: "s3")?.status == .waiting)
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    @Test func `the same bytes, uploaded again, lie on the disk again`() async throws {
        let (house, kim) = try await house(.days(30))
        let file = try await away("IMG one", in: house, of: kim)

        _ = try await house.upload("IMG one", account: kim)

        #expect(isHere(file, house))
        #expect(try await house.local.standing().awayBlobs == 0)
        #expect(try await !house.store.isAway(file.blob))
    }

    @Test func `what is deleted while it is away is gone everywhere`() async throws {
        let (house, kim) = try await house(.days(30))
        let file = try await away("IMG one", in: house, of: kim)
        try await house.files.delete(file.id, of: kim)

        _ = try await BlobSweeper(store: house.store, blobs: house.blobs).sweepDeleted()

        #expect(try await house.store.mirrorCopy(of: file.blob, in: "s3")?.status == .leaving)
        _ = try await house.blobs.bring(file.blob)
        #expect(!isHere(file, house))
        let standing = try await house.local.standing()
        #expect(standing == LocalStanding())
    }

    @Test func `what a task needs comes back for it, and stays until it is done`() async throws {
        let seen = Mutex<Data?>(nil)
        let release = Mutex<(@Sendable () async throws -> Int)?>(nil)
        let engine = ScriptedEngine { job, report throws(EngineError) in
            let left = try? await release.withLock { $0 }?()
            seen.withLock { $0 = left == 0 ? FileManager.default.contents(atPath: job.inputs["video"] ?? "") : nil }
            return try await ScriptedEngine.succeed(job, report)
        }
        let (house, kim) = try await house(.days(30), engine: engine)
        let submission = try await house.submission(of: kim)
        let files = try await house.files.list(of: kim, kind: nil, page: PageRequest()).items
        for file in files { try await copy(file, house) }
        pass(days: 40)
        _ = house.blobs.takeUses()
        #expect(try await house.local.release() == 2)
        release.withLock { release in
            release = { [self] in
                _ = house.blobs.takeUses()
                pass(days: 40)
                return try await house.local.release()
            }
        }

        let task = try await house.tasks.submit(submission, account: kim)
        let done = try await house.whileRunning { try await house.end(of: task, kim) }

        #expect(done.task.status == .succeeded)
        let video = try #require(files.first { $0.kind == .video })
        #expect(seen.withLock { $0 } == mirror.state.withLock { $0.objects[MirrorCopy.key(of: video.blob)] })
    }

    @Test func `tells a verification what is away, and what no mirror has any more`() async throws {
        let (house, kim) = try await house(.days(30))
        let (good, bad) = (
            try await away("IMG one", in: house, of: kim), try await away("IMG two", in: house, of: kim)
        )
        mirror.remove(bad.blob)

        let report = try #require(try await house.verification.run(readingMirrors: false))

        #expect(report.lost == 1 && report.faults.allSatisfy { $0.blob == bad.blob })
        #expect(report.faults.contains { $0.place == VerificationFault.disk && $0.kind == .missing })
        #expect(!isHere(good, house))
    }
}

@Suite struct KeepLocalTests {
    @Test(arguments: [
        ("all", KeepLocal.all), ("days:30", .days(30)), ("size:200", .bytes(200_000_000_000)), ("days:0", nil),
        ("size:-1", nil), ("size:9223372036854775807", nil), ("", nil), ("days", nil), ("days:1:2", nil),
        ("all:1", nil),
    ])
    func `reads what is set`(text: String, expected: KeepLocal?) {
        #expect(KeepLocal(text) == expected)
        if let expected { #expect(expected.text == text) }
    }
}
