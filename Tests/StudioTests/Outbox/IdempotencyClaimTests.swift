import Domain
import Foundation
import Storage
import Studio
import TestSupport
import Testing

/// A request that was carried out, but never answered, is sent again.
struct IdempotencyClaimTests {
    private func twice<Made: Sendable>(_ request: () async throws -> Made) async throws -> (
        Made, Made
    ) {
        let id = sampleIDs.next(IdempotencyClaim.self).rawValue
        let first = try await IdempotencyClaim.$current.withValue(
            IdempotencyClaim(effectID: id, isResumed: false), operation: request)
        let second = try await IdempotencyClaim.$current.withValue(
            IdempotencyClaim(effectID: id, isResumed: true), operation: request)
        return (first, second)
    }

    @Test func `queues one task, and counts one`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let submission = try await house.submission(of: account)

        let (first, second) = try await twice {
            try await house.tasks.submit(submission, account: account)
        }

        #expect(first.task.id == second.task.id)
        #expect(house.board.unfinishedCount(of: account) == 1)
        let listed = try await house.tasks.list(
            account: account, status: nil, kind: nil, page: PageRequest())
        #expect(listed.items.map(\.task.id) == [first.task.id])
    }

    @Test func `keeps one file, and nothing of the second upload`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id

        let (first, second) = try await twice { try await house.upload("IMG one", account: account) }

        #expect(first == second)
        let listed = try await house.files.list(of: account, kind: nil, page: PageRequest())
        #expect(listed.items == [first])
        #expect(try house.names(in: house.home.incoming).isEmpty)
    }

    @Test func `begins one consent and one upload`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let consents = house.consents

        let (consent, sameConsent) = try await twice {
            try await consents.begin(
                .voice, subject: "Kim", account: account, client: Client(address: "", userAgent: ""))
        }
        let (upload, sameUpload) = try await twice {
            try await house.uploads.create(
                account: account, lengthBytes: 9, metadata: "", title: nil, kind: nil)
        }

        #expect(consent == sameConsent && upload.id == sameUpload.id)
        #expect(try await house.store.openUploadsCount(of: account) == 1)
    }
}
