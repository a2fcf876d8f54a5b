import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Who moves to mainland China, or away from it, has their media there and nowhere else, and loses none on the way.
struct MirrorRegionTests {
    private let store: Store

    init() throws { store = try Store.temporary() }

    private func status(_ file: MediaFile, _ mirror: String) async throws -> MirrorCopy.Status? {
        try await store.mirrorCopy(of: file.blob, in: mirror)?.status
    }

    private func prove(_ file: MediaFile, in mirror: String) async throws {
        let copy = try #require(try await store.mirrorCopy(of: file.blob, in: mirror))
        #expect(try await store.prove(copy, at: .sample))
    }

    private func move(_ account: AccountID, to country: String?) async throws {
        try await store.setPreference(Preference(language: .english, country: country), of: account)
    }

    @Test func `media are copied to the other region, and leave the former once they are there`() async throws {
        try await store.setMirrors(["s3": .elsewhere, "oss": .mainland])
        let kim = try await store.someone()
        let file = try await store.someFile(of: kim.id)
        try await prove(file, in: "s3")

        try await move(kim.id, to: "CN")
        #expect(try await status(file, "s3") == .copied)
        #expect(try await status(file, "oss") == .waiting)
        try await prove(file, in: "oss")

        #expect(try await status(file, "s3") == .leaving)
        let asked = try await store.outbox(.waiting, page: PageRequest(limit: 100)).items
        #expect(asked.contains { $0.kind == .mirrorRemoval && $0.subject == "s3/\(file.blob.hex)" })

        // Back before it was gone there.
        try await move(kim.id, to: "FR")
        #expect(try await status(file, "s3") == .waiting)
        try await prove(file, in: "s3")
        #expect(try await status(file, "oss") == .leaving)
    }

    @Test func `what somebody of the former region has as well stays there`() async throws {
        try await store.setMirrors(["s3": .elsewhere, "oss": .mainland, "all": .everything])
        let (kim, lee) = (try await store.someone(), try await store.someone())
        let file = try await store.someFile(of: kim.id)
        try await store.add(.sample(of: lee.id, blob: file.blob))
        for mirror in ["s3", "all"] { try await prove(file, in: mirror) }

        try await move(kim.id, to: "CN")
        try await prove(file, in: "oss")

        #expect(try await status(file, "s3") == .copied)
        #expect(try await status(file, "all") == .copied)
        try await move(lee.id, to: "CN")
        #expect(try await status(file, "s3") == .leaving)
        #expect(try await status(file, "all") == .copied)
    }

    @Test func `without a mirror in the new region, only what the disk has leaves the former`() async throws {
        try await store.setMirrors(["s3": .elsewhere])
        let kim = try await store.someone()
        let (here, away) = (try await store.someFile(of: kim.id), try await store.someFile(of: kim.id))
        for file in [here, away] { try await prove(file, in: "s3") }
        #expect(try await store.leave(away.blob, at: .sample))

        try await move(kim.id, to: "CN")

        #expect(try await status(here, "s3") == .leaving)
        #expect(try await status(away, "s3") == .copied)
    }
}
