import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Studio

/// A request that was carried out, but never answered, is sent again: nothing is made twice, and nothing is lost that is
/// told only once.
struct RepeatedRequestTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")

    private var store: Store { house.store }

    init() throws { house = try TestHouse(now: clock.now) }

    private func twice<Made: Sendable>(_ request: () async throws -> Made) async throws -> (first: Made, second: Made) {
        let id = sampleIDs.next(IdempotencyClaim.self).rawValue
        let first = try await IdempotencyClaim.$current.withValue(
            IdempotencyClaim(effectID: id, isResumed: false), operation: request)
        let second = try await IdempotencyClaim.$current.withValue(
            IdempotencyClaim(effectID: id, isResumed: true), operation: request)
        return (first, second)
    }

    private func kim() async throws -> Account {
        try await house.accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: client
        ).account
    }

    @Test func `an invitation`() async throws {
        let admin = try await kim()
        let (first, second) = try await twice {
            try await house.invitations.create(role: .member, note: "", expiresAt: nil, by: admin, client: client)
        }

        #expect(first.invitation.id == second.invitation.id && first.token != second.token)
        #expect(try await house.invitations.list(page: PageRequest()).items.count == 1)
        _ = try await house.accounts.register(
            email: "lee@example.org", password: "correct horse", name: nil, invitation: second.token, client: client)
    }

    @Test func `a folder`() async throws {
        let account = try await kim().id
        let (first, second) = try await twice { try await house.folders.create("Clients", for: account) }

        #expect(first.id == second.id)
        #expect(try await house.folders.list(of: account).count == 1)
    }

    @Test func `a rotated key`() async throws {
        let account = try await kim()
        let old = try await house.keys.create(
            name: "ci", scopes: ["read"], expiresAt: nil, for: account, client: client)
        let (first, second) = try await twice {
            try await house.keys.rotate(old.key.id, of: account.id, overlapSeconds: 0, client: client)
        }

        #expect(first.key.id == second.key.id && first.text != second.text)
        let grant = try await house.keys.authenticate(second.text, address: "192.0.2.1")
        #expect(grant.account.id == account.id)
        await #expect(throws: StudioError.self) { _ = try await house.keys.authenticate(first.text, address: "") }
        #expect(try await house.keys.list(of: account.id, page: PageRequest()).items.count == 2)
    }

    @Test func `an export and a backup`() async throws {
        let account = try await kim()
        let export = try await twice { try await house.privacy.exports.request(for: account, client: client) }
        let backup = try await twice { try await house.backups.ask(by: account.id, client: client) }

        #expect(export.first.id == export.second.id)
        #expect(backup.first.id == backup.second.id)
        #expect(try await store.outboxBacklog()[.backup]?.waiting == 1)
    }

    @Test func `recovery codes, when the second factor is turned on and when they are made anew`() async throws {
        let factor = house.security.secondFactor
        let fresh = try await kim()
        let id = fresh.id
        _ = try await factor.begin(for: fresh, client: client)
        let stored = try #require(try await store.secondFactor(of: id))
        let totp = TOTP(
            secret: try house.secrets.open(stored.sealedSecret, at: StoredSecondFactor.place(of: id)))
        let code = totp.code(step: TOTP.step(at: clock.now()))
        let (lost, told) = try await twice {
            let asking = try #require(try await store.account(id))
            return try await factor.confirm(code, for: asking, client: client)
        }

        let account = try #require(try await store.account(id))
        #expect(lost != told && told.count == 10)
        try await factor.prove(.recoveryCode(told[0]), of: account, client: client)
        await #expect(throws: StudioError.self) {
            try await factor.prove(.recoveryCode(lost[1]), of: account, client: client)
        }

        clock.advance(by: .seconds(60))
        let proof = SecondFactor.Proof.code(totp.code(step: TOTP.step(at: clock.now())))
        let renewed = try await twice {
            try await factor.renewRecoveryCodes(for: account, proof: proof, client: client)
        }
        try await factor.prove(.recoveryCode(renewed.second[0]), of: account, client: client)
        #expect(try await store.recoveryCodesLeft(of: id) == 9)
    }
}
