import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// A bucket has what was copied to it, whatever other bucket the settings named before under the same service.
struct MirrorPlaceTests {
    private let store: Store

    init() throws { store = try Store.temporary() }

    private func name(_ place: String?) async throws {
        try await store.setMirrors(["s3": .everything], at: place.map { ["s3": $0] } ?? [:], moment: .sample)
        while try await store.fillNext(at: .sample) {}
    }

    private func copied(of account: AccountID) async throws -> BlobHash {
        let file = try await store.someFile(of: account)
        let copy = try #require(try await store.mirrorCopy(of: file.blob, in: "s3"))
        #expect(try await store.prove(copy, at: .sample))
        return file.blob
    }

    private func standing(_ name: String) async throws -> MirrorStanding? {
        try await store.mirrorStandings().first { $0.name == name }
    }

    private func mayLeave(_ blob: BlobHash) async throws -> Bool {
        let listed = try await store.blobsToLeave(usedBefore: Timestamp(milliseconds: .max), after: nil)
        return listed.contains { $0.hash == blob }
    }

    @Test func `another bucket has nothing yet, and nothing leaves the disk for the one before`() async throws {
        try await name("s3.example.com/one")
        let blob = try await copied(of: store.someone().id)
        #expect(try await mayLeave(blob))

        try await name("s3.example.com/two")

        let (own, before) = (try #require(try await standing("s3")), try #require(try await standing("s3before")))
        #expect(own.copies == 0 && own.waiting == 1 && own.isActive && own.place == "s3.example.com/two")
        #expect(before.copies == 1 && !before.isActive && before.place == "s3.example.com/one")
        #expect(try await !mayLeave(blob))
        #expect(try await !store.leave(blob, at: .sample))
        #expect(try await store.outboxBacklog()[.mirrorCopy]?.waiting == 2)
    }

    @Test func `a bucket that is named again is known to have what it had, and is asked to remove what is gone`()
        async throws
    {
        let kim = try await store.someone().id
        try await name("one")
        let (kept, gone) = (try await copied(of: kim), try await copied(of: kim))
        try await name("two")
        try await name("three")
        let file = try #require(
            try await store.files(of: kim, kind: nil, page: PageRequest()).items.first { $0.blob == gone })
        _ = try await store.deleteFile(file.id, of: kim)
        #expect(try await store.forget([gone]) == [gone])
        #expect(try await store.mirrorStandings().map(\.name) == ["s3", "s3before", "s3before2"])
        #expect(try await standing("s3before")?.leaving == 1)

        try await name("one")

        let own = try #require(try await standing("s3"))
        #expect(own.place == "one" && own.copies == 1 && own.waiting == 0 && own.leaving == 1)
        #expect(try await store.mirrorCopy(of: kept, in: "s3")?.status == .copied)
        let asked = try await store.outbox(.waiting, page: PageRequest(limit: 100)).items
        #expect(asked.contains { $0.kind == .mirrorRemoval && $0.subject == "s3/\(gone.hex)" })
        #expect(try await !store.askForgotten(.leaving, in: "s3"))
    }

    @Test func `nothing is copied anew when the place of a bucket becomes known, or stays the same`() async throws {
        try await name(nil)
        let blob = try await copied(of: store.someone().id)

        try await name("one")
        try await name("one")

        #expect(try await store.mirrorCopy(of: blob, in: "s3")?.status == .copied)
        #expect(try await store.mirrorStandings().map(\.name) == ["s3"])
    }

    @Test func `a bucket that had nothing is forgotten`() async throws {
        try await name("a typing error")
        try await name("one")

        #expect(try await store.mirrorStandings().map(\.name) == ["s3"])
    }
}
