import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// What has to be copied and removed is put down with its cause.
struct MirrorTests {
    private let store: Store

    init() throws { store = try Store.temporary() }

    private func waiting(_ kind: OutboxEntry.Kind) async throws -> Int {
        try await store.outboxBacklog()[kind]?.waiting ?? 0
    }

    @Test func `puts a copy down with the file, for each mirror that its rule leads to`() async throws {
        try await store.setMirrors(["s3": .elsewhere, "oss": .mainland, "all": .everything, "best": .results])
        let (kim, lee) = (try await store.someone(), try await store.someone())
        try await store.setPreference(Preference(language: .chinese, country: "CN"), of: lee.id)

        let upload = try await store.someFile(of: kim.id)
        let mainland = try await store.someFile(of: lee.id)
        let result = MediaFile.sample(of: kim.id, origin: .result)
        try await store.add(result)

        func mirrors(_ file: MediaFile) async throws -> Set<String> {
            Set(try await store.mirrorCopies(of: file.blob).map(\.mirror))
        }
        #expect(try await mirrors(upload) == ["s3", "all"])
        #expect(try await mirrors(mainland) == ["oss", "all"])
        #expect(try await mirrors(result) == ["s3", "all", "best"])
        #expect(try await waiting(.mirrorCopy) == 7)
        let lines = try await store.outbox(.waiting, page: PageRequest(limit: 100)).items
        #expect(lines.allSatisfy { MirrorCopy.parts(of: $0.subject) != nil })
    }

    @Test func `wakes whoever copies when a file is committed`() async throws {
        try await store.setMirrors(["s3": .everything])
        let account = try await store.someone()
        let wakes = store.outboxArrivals.listen(for: .mirrorCopy)

        _ = try await store.someFile(of: account.id)

        for await _ in wakes { break }
    }

    @Test func `counts a copy as one only while the blob is there, and takes it back when it goes`() async throws {
        try await store.setMirrors(["s3": .everything])
        let account = try await store.someone()
        let file = try await store.someFile(of: account.id)
        let copy = try #require(try await store.mirrorCopy(of: file.blob, in: "s3"))
        #expect(try await store.prove(copy, at: .sample))
        #expect(try await store.mirrorStandings().first?.copiedBytes == 1000)

        _ = try await store.deleteFile(file.id, of: account.id)
        #expect(try await store.forget([file.blob]) == [file.blob])

        #expect(try await store.mirrorCopy(of: file.blob, in: "s3")?.status == .leaving)
        #expect(try await waiting(.mirrorRemoval) == 1)
        #expect(try await !store.prove(copy, at: .sample))
        let standing = try #require(try await store.mirrorStandings().first)
        #expect(standing.copies == 0 && standing.copiedBytes == 0 && standing.leaving == 1)

        // The same bytes come again before they are gone there.
        try await store.add(.sample(of: account.id, blob: file.blob))
        #expect(try await store.mirrorCopy(of: file.blob, in: "s3")?.status == .waiting)
        try await store.forget(copy)
        #expect(try await store.mirrorCopy(of: file.blob, in: "s3") != nil)
    }

    @Test func `puts down what was there before the mirror, and nothing twice`() async throws {
        let account = try await store.someone()
        for _ in 0..<5 { _ = try await store.someFile(of: account.id) }
        try await store.setMirrors(["s3": .everything])
        let early = try await store.someFile(of: account.id)

        while try await store.fillNext(at: .sample) {}
        let copy = try #require(try await store.mirrorCopy(of: early.blob, in: "s3"))
        try await store.prove(copy, at: .sample)
        try await store.setMirrors([:])
        _ = try await store.someFile(of: account.id)
        try await store.setMirrors(["s3": .everything])
        while try await store.fillNext(at: .sample) {}

        let standing = try #require(try await store.mirrorStandings().first)
        #expect(standing.waiting == 6 && standing.copies == 1)
    }
}
