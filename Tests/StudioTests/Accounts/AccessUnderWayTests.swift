import Domain
import Foundation
import Foundation
import Storage
import TestSupport
import Testing

@testable import Studio

/// A request that was let in, proof and all, before the owner took the account back, and comes to its write afterwards, lets
/// nobody in: else whoever is quick enough keeps a way in that the owner was told has ended.
@Suite struct AccessUnderWayTests {
    private let house: TestHouse
    private let owner = Client(address: "192.0.2.1", userAgent: "the owner's browser")
    private let stranger = Client(address: "203.0.113.9", userAgent: "a stranger's browser")

    init() throws { house = try TestHouse(sendsMail: true) }

    /// The account, and how a stranger's request goes on whose session has ended since.
    private func takenBack() async throws -> (account: Account, late: Client) {
        let kim = try await house.accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: owner)
        let thief = try await house.accounts.signIn(
            email: "kim@example.org", password: "correct horse", client: stranger)
        try await house.accounts.changePassword(
            account: kim.account.id, session: kim.session.id, current: "correct horse", new: "battery staple",
            client: owner)
        return (kim.account, stranger.by(.session(thief.session.id)))
    }

    @Test func `no key, link, passkey or invitation comes of it`() async throws {
        let (kim, late) = try await takenBack()
        let person = ProvenIdentity(keys: [IdentityKey(realm: "https://accounts.google.com", subject: "thief")])
        let passkey = Passkey(
            id: sampleIDs.next(), accountID: kim.id, name: "Phone", credentialID: Data([1]), publicKey: Data([1]),
            relyingParty: "studio.example", transports: [], signCount: 0, isBackupEligible: false, isBackedUp: false,
            createdAt: Timestamp.now())

        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.keys.create(name: "late", scopes: ["read"], expiresAt: nil, for: kim, client: late)
        }
        await #expect(throws: StoreError.credentialEnded) {
            let google = ProviderFacts(id: "google", name: "Google", kind: .redirect)
            _ = try await house.accounts.link(person, from: google, to: kim.id, client: late)
        }
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.store.add(
                passkey, challenge: Data(repeating: 1, count: 32), expiresAt: Timestamp.now() + .seconds(60), atMost: 5,
                by: late.credential, mail: nil)
        }
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.invitations.create(role: .admin, note: "", expiresAt: nil, by: kim, client: late)
        }

        #expect(try await house.store.apiKeys(of: kim.id, page: PageRequest(limit: 10)).items.isEmpty)
        #expect(try await house.store.identities(of: kim.id).isEmpty)
        #expect(try await house.store.passkeys(of: kim.id).isEmpty)
        #expect(try await house.store.invitations(at: .now(), page: PageRequest(limit: 10)).items.isEmpty)
    }

    @Test func `nothing is told to another address, and no link shows a video to others`() async throws {
        let (kim, late) = try await takenBack()
        let webhook = Webhook(
            id: sampleIDs.next(), accountID: kim.id, choice: Webhook.Choice(url: "https://hooks.test/"),
            createdAt: .now())
        let elsewhere = Webhook.Choice(url: "https://thief.test/")
        let link = ShareLink(
            id: sampleIDs.next(), accountID: kim.id, videoID: sampleIDs.next(), createdAt: .now(), expiresAt: nil,
            hasPassword: false)

        await #expect(throws: StoreError.credentialEnded) {
            try await house.store.add(webhook, limit: 20, by: late.credential)
        }
        try await house.store.add(webhook, limit: 20)
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.store.change(
                webhook.id, of: kim.id, to: elsewhere, isOn: nil, at: .now(), by: late.credential)
        }
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.webhooks.rotateSecret(of: webhook.id, of: kim.id, overlapSeconds: 0, client: late)
        }
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.store.add(
                link, hash: Data(repeating: 1, count: 32), passwordHash: nil, limit: 10, by: late.credential)
        }

        let kept = try #require(try await house.store.webhook(webhook.id, of: kim.id))
        #expect(kept.choice == webhook.choice && kept.secretNumber == 1)
    }

    @Test func `no second factor is set up, and none that its owner sets up is confirmed by somebody else`()
        async throws
    {
        let (kim, late) = try await takenBack()
        let factor = house.security.secondFactor

        await #expect(throws: StoreError.credentialEnded) { _ = try await factor.begin(for: kim, client: late) }
        #expect(try await house.store.secondFactor(of: kim.id) == nil)

        _ = try await factor.begin(for: kim, client: owner)
        let stored = try #require(try await house.store.secondFactor(of: kim.id))
        let totp = TOTP(
            secret: try house.secrets.open(stored.sealedSecret, at: StoredSecondFactor.place(of: kim.id)))
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await factor.confirm(totp.code(step: TOTP.step(at: .now())), for: kim, client: late)
        }
        #expect(try await house.store.secondFactor(of: kim.id)?.isConfirmed == false)
        await #expect(throws: StoreError.credentialEnded) {
            try await house.store.replaceRecoveryCodes(
                of: kim.id, [Data(repeating: 1, count: 32)], by: late.credential, mail: nil)
        }
    }

    @Test func `no link goes to another address, nothing is exported and nothing erased`() async throws {
        let (kim, late) = try await takenBack()
        guard case .session(let session) = late.credential else { return }

        await #expect(throws: StoreError.credentialEnded) {
            try await house.addresses.change(
                of: kim, session: session, to: "thief@example.com", password: "battery staple", client: late)
        }
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.privacy.exports.request(for: kim, client: late)
        }
        let lee = try await house.accounts.register(
            email: "lee@example.org", password: "correct horse", name: nil, client: owner)
        try await house.accounts.signOut(session: lee.session.id, account: lee.account.id, client: owner)
        await #expect(throws: StoreError.credentialEnded) {
            try await house.privacy.erasure.erase(
                lee.account, session: lee.session.id, password: "correct horse",
                client: stranger.by(.session(lee.session.id)))
        }
        #expect(try await house.store.account(lee.account.id)?.status == .active)
    }

    /// Else a thief's last request takes away what keeps them out.
    @Test func `nothing that lets the owner in, or keeps others out, is taken away`() async throws {
        let (kim, late) = try await takenBack()
        let factor = house.security.secondFactor
        _ = try await factor.begin(for: kim, client: owner)
        let stored = try #require(try await house.store.secondFactor(of: kim.id))
        let totp = TOTP(
            secret: try house.secrets.open(stored.sealedSecret, at: StoredSecondFactor.place(of: kim.id)))
        _ = try await factor.confirm(totp.code(step: TOTP.step(at: .now())), for: kim, client: owner)
        let passkey = Passkey(
            id: sampleIDs.next(), accountID: kim.id, name: "Phone", credentialID: Data([1]), publicKey: Data([1]),
            relyingParty: "studio.example", transports: [], signCount: 0, isBackupEligible: false, isBackedUp: false,
            createdAt: Timestamp.now())
        _ = try await house.store.add(
            passkey, challenge: Data(repeating: 1, count: 32), expiresAt: Timestamp.now() + .seconds(60), atMost: 5,
            mail: nil)
        let google = ProviderFacts(id: "google", name: "Google", kind: .redirect)
        let person = ProvenIdentity(keys: [IdentityKey(realm: "https://accounts.google.com", subject: "kim")])
        let identity = try await house.accounts.link(person, from: google, to: kim.id, client: owner)

        await #expect(throws: StoreError.credentialEnded) {
            try await factor.turnOff(for: kim, proof: .password("battery staple"), client: late)
        }
        await #expect(throws: StoreError.credentialEnded) {
            try await house.security.passkeys.delete(passkey.id, of: kim, client: late)
        }
        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.store.unlink(identity.id, of: kim.id, usable: ["google"], by: late.credential)
        }

        #expect(try await house.store.secondFactor(of: kim.id)?.isConfirmed == true)
        #expect(try await house.store.passkeys(of: kim.id).count == 1)
        #expect(try await house.store.identities(of: kim.id).count == 1)
    }

    @Test func `a key that has ended makes no other, and one that is good does`() async throws {
        let kim = try await house.accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: owner)
        let key = try await house.keys.create(
            name: "ci", scopes: ["read"], expiresAt: nil, for: kim.account, client: owner.by(.session(kim.session.id)))
        let program = stranger.by(.key(prefix: key.key.prefix))
        let next = try await house.keys.rotate(key.key.id, of: kim.account.id, overlapSeconds: 60, client: program)

        try await house.keys.revoke(key.key.id, of: kim.account.id, client: owner)

        await #expect(throws: StoreError.credentialEnded) {
            _ = try await house.keys.rotate(
                next.key.id, of: kim.account.id, overlapSeconds: 60, client: program)
        }
    }
}
