import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Storage
@testable import Studio

/// A restored backup beside the server that is in use takes nothing of that server's away.
@Suite final class MirrorOwnershipTests: Sendable {
    private let bucket = MemoryMirror()
    /// Triggers put down the time of the machine.
    private let clock = Mutex<Timestamp>(.now() + .seconds(3600))

    private func house(keeps: KeepLocal = .all) async throws -> TestHouse {
        let house = try TestHouse(
            mirrors: [MirrorPort(bucket, rule: .everything)], keeps: keeps,
            now: { [self] in clock.withLock { $0 } })
        try await house.mirrors.open()
        return house
    }

    private func pass(_ time: Duration) { clock.withLock { $0 = $0 + time } }

    private func carryOut(_ handler: some OutboxHandler, _ house: TestHouse) async throws {
        let outbox = Outbox(
            store: house.store, handlers: [], logger: Logger(label: "test"), now: { [self] in clock.withLock { $0 } })
        while try await outbox.carryOutOne(handler) {}
    }

    private func upload(_ text: String, to house: TestHouse) async throws -> MediaFile {
        let file = try await house.upload(text, account: house.store.someone().id)
        try await carryOut(MirrorCopier(mirrors: house.mirrors), house)
        return file
    }

    private func delete(_ file: MediaFile, of house: TestHouse) async throws {
        _ = try await house.store.deleteFile(file.id, of: file.accountID)
        #expect(try await house.store.forget([file.blob]) == [file.blob])
        try await carryOut(MirrorRemover(mirrors: house.mirrors), house)
    }

    @Test func `another home copies nothing to the bucket and removes nothing there, and says why`() async throws {
        let own = try await house()
        let file = try await upload("IMG one", to: own)
        let other = try await house()
        // As after a restore: it knows the file, and believes that the bucket has it for this home.
        let same = try await upload("IMG one", to: other)
        let copy = try #require(try await other.store.mirrorCopy(of: same.blob, in: "s3"))
        #expect(copy.status == .waiting)
        try await other.store.prove(copy, at: .sample)

        try await delete(same, of: other)
        _ = try await upload("IMG two", to: other)

        #expect(bucket.copies.keys.sorted() == [MirrorCopy.key(of: file.blob)])
        let line = try #require(try await other.mirrors.lines().first)
        #expect(line.rest?.reason.contains("another home") == true)
        #expect(line.standing.leaving == 1 && line.standing.waiting == 1)
        #expect(try await other.store.outboxBacklog()[.mirrorRemoval]?.givenUp == 0)
    }

    @Test func `nothing leaves the disk for a bucket that another home may empty`() async throws {
        _ = try await upload("IMG one", to: try await house())
        let other = try await house(keeps: .days(1))
        let file = try await other.upload("IMG one", account: other.store.someone().id)
        let copy = try #require(try await other.store.mirrorCopy(of: file.blob, in: "s3"))
        try await other.store.prove(copy, at: .sample)
        pass(.seconds(40 * 24 * 3600))
        _ = other.blobs.takeUses()

        #expect(try await other.local.release() == 0)
    }

    @Test func `the home that takes the bucket over goes on, and the former one stops`() async throws {
        let former = try await house()
        let file = try await upload("IMG one", to: former)
        let other = try await house()

        try await MirrorClaim(other.home).take(bucket)
        let second = try await upload("IMG two", to: other)
        try await delete(file, of: former)

        #expect(
            Set(bucket.copies.keys) == [MirrorCopy.key(of: file.blob), MirrorCopy.key(of: second.blob)])
        #expect(try await former.mirrors.lines().first?.standing.leaving == 1)
    }

    @Test func `what is restored from a backup is another home`() async throws {
        let (old, new) = (try Home.temporary(), try Home.temporary())
        #expect(try await MirrorClaim(old).holds(bucket))

        #expect(try await !MirrorClaim(new).holds(bucket))
        #expect(try await MirrorClaim(Home(path: old.path)).holds(bucket))
        #expect(BackupPlace(text: "home.id") == nil)
    }
}
