import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Storage
@testable import Studio

/// What people delete leaves the bucket as well, whatever the settings and the bucket say in between.
struct MirrorRemovalTests {
    private let bucket = MemoryMirror()

    private func carryOut(_ handler: some OutboxHandler, _ house: TestHouse) async throws {
        let outbox = Outbox(store: house.store, handlers: [], logger: Logger(label: "test"))
        while try await outbox.carryOutOne(handler) {}
    }

    private func open(_ house: TestHouse) async throws {
        try await house.mirrors.open()
        try await house.mirrors.askForgotten([.waiting, .leaving])
    }

    private func house(_ mirrors: [any ObjectStore], after earlier: TestHouse? = nil) async throws -> TestHouse {
        let house = try TestHouse(mirrors: mirrors.map { MirrorPort($0, rule: .everything) }, after: earlier)
        try await open(house)
        return house
    }

    /// An upload that the bucket has.
    private func copied(_ text: String, _ house: TestHouse, _ account: AccountID) async throws -> MediaFile {
        let file = try await house.upload(text, account: account)
        try await carryOut(MirrorCopier(mirrors: house.mirrors), house)
        #expect(has(file))
        return file
    }

    private func delete(_ file: MediaFile, _ house: TestHouse) async throws {
        _ = try await house.store.deleteFile(file.id, of: file.accountID)
        #expect(try await house.store.forget([file.blob]) == [file.blob])
        try await carryOut(MirrorRemover(mirrors: house.mirrors), house)
    }

    private func has(_ file: MediaFile) -> Bool {
        bucket.state.withLock { $0.objects[MirrorCopy.key(of: file.blob)] != nil }
    }

    @Test func `what is deleted while no setting names its bucket goes as soon as one does`() async throws {
        let first = try await house([bucket])
        let file = try await copied("IMG one", first, try await first.store.someone().id)

        let without = try await house([], after: first)
        try await delete(file, without)
        let backlog = try await without.store.outboxBacklog()[.mirrorRemoval]
        #expect(has(file) && backlog?.waiting == 1 && backlog?.givenUp == 0)
        let standing = try #require(try await without.store.mirrorStandings().first)
        #expect(standing.leaving == 1 && standing.oldestLeaving != nil)

        let again = try await house([bucket], after: without)
        try await carryOut(MirrorRemover(mirrors: again.mirrors), again)

        #expect(!has(file))
        #expect(try await again.store.mirrorStandings().first?.leaving == 0)
    }

    @Test func `a removal that was given up, and that nobody remembers, is asked for again`() async throws {
        let first = try await house([bucket])
        let file = try await copied("IMG one", first, try await first.store.someone().id)
        bucket.set(removes: false)
        try await delete(file, first)
        // It is given up; a month later nothing stands in the outbox.
        let later = Timestamp.now() + .seconds(3600)
        let claim = try #require(try await first.store.claim(.mirrorRemoval, at: later, until: later + .seconds(1)))
        try await first.store.finish(claim, as: .givenUp, failure: "no", at: later)
        try await first.store.removeOldOutbox(before: later)
        bucket.set(removes: true)

        let again = try await house([bucket], after: first)
        try await carryOut(MirrorRemover(mirrors: again.mirrors), again)

        #expect(!has(file))
    }

    @Test func `a key that may not delete keeps nothing from being copied, and is told of`() async throws {
        let house = try await house([bucket])
        let kim = try await house.store.someone().id
        let file = try await copied("IMG one", house, kim)
        bucket.set(removes: false)

        try await delete(file, house)
        let other = try await copied("IMG two", house, kim)

        let line = try #require(try await house.mirrors.lines().first)
        #expect(line.rest == nil && line.complaint == "it keeps everything")
        #expect(line.standing.leaving == 1 && line.standing.waiting == 0 && has(other))
    }

    @Test func `a bucket that refuses every copy is told of, and no more once it takes one`() async throws {
        let house = try await house([bucket])
        let kim = try await house.store.someone().id
        bucket.state.withLock { $0.takes = false }
        for number in 0..<3 { _ = try await house.upload("IMG \(number)", account: kim) }
        try await carryOut(MirrorCopier(mirrors: house.mirrors), house)
        #expect(try await house.mirrors.lines().first?.complaint == "it takes nothing")

        bucket.state.withLock { $0.takes = true }
        _ = try await copied("IMG taken", house, kim)

        #expect(try await house.mirrors.lines().first?.complaint == nil)
    }
}
