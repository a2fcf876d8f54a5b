import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// What its owner has put an end to lets nobody in a moment later.
struct SignInGroundTests {
    private let store: Store

    init() throws { store = try .temporary() }

    /// Whether a session begins.
    private func opens(_ ground: SignInGround, _ account: AccountID) async throws -> Bool {
        let session = Session.sample(of: account)
        let isOpen = try await store.open(session, refreshHash: Data(sampleHash()), on: ground)
        #expect(try await store.isOpen(session.id) == isOpen)
        return isOpen
    }

    private func sampleHash() -> [UInt8] { (0..<32).map { _ in .random(in: 0...255) } }

    @Test func `a password that was changed`() async throws {
        let kim = try await store.register(.sample(), passwordHash: "former")
        #expect(try await opens(.password(hash: "former"), kim.id))
        #expect(try await store.replacePasswordHash("former", with: "new", of: kim.id))

        #expect(try await !opens(.password(hash: "former"), kim.id))
        let isKept = try await store.addTicket(
            Data(sampleHash()), of: kim.id, on: .password(hash: "former"), at: .sample,
            expiresAt: .sample + .seconds(60))
        #expect(!isKept)
    }

    @Test func `a password that was changed lets nobody change it, either`() async throws {
        let kim = try await store.register(.sample(), passwordHash: "former")
        func change(from former: String, to new: String) async throws -> EndedAccess? {
            try await store.changePassword(
                from: former, to: new, of: kim.id, ending: .sessions, except: nil, at: .sample, mail: { _ in nil },
                noting: nil)
        }
        #expect(try await change(from: "former", to: "new") != nil)

        #expect(try await change(from: "former", to: "a thief's") == nil)
        #expect(try await store.credentials(email: kim.email)?.passwordHash == "new")
    }

    @Test func `a passkey and an identity that were removed`() async throws {
        let kim = try await store.register(.sample(), passwordHash: "hash")
        let passkey = Passkey.sample(of: kim.id, 1)
        _ = try await store.add(
            passkey, challenge: passkey.credentialID, expiresAt: .now() + .seconds(60), atMost: 5, mail: nil)
        let identity = Identity(
            id: sampleIDs.next(), accountID: kim.id, provider: "google", name: nil, email: nil, createdAt: .now(),
            lastUsedAt: .now())
        _ = try await store.link(
            identity, as: ProvenIdentity(keys: [IdentityKey(realm: "https://accounts.google.com", subject: "kim")]))
        #expect(try await opens(.passkey(passkey.id), kim.id))
        #expect(try await opens(.identity(identity.id), kim.id))

        #expect(try await store.deletePasskey(passkey.id, of: kim.id) == .removed)
        #expect(try await store.unlink(identity.id, of: kim.id, usable: ["google"]) == .removed)

        #expect(try await !opens(.passkey(passkey.id), kim.id))
        #expect(try await !opens(.identity(identity.id), kim.id))
        let token = Data(sampleHash())
        #expect(try await !store.open(.sample(of: kim.id), tokenHash: token, on: .identity(identity.id)))
    }

    @Test func `a ticket that was used, or whose account was signed out everywhere`() async throws {
        let kim = try await store.register(.sample(), passwordHash: "hash")
        func ticket() async throws -> Data {
            let hash = Data(sampleHash())
            let isKept = try await store.addTicket(
                hash, of: kim.id, on: .password(hash: "hash"), at: .now(), expiresAt: .now() + .seconds(3600))
            #expect(isKept)
            return hash
        }
        let (first, second) = (try await ticket(), try await ticket())
        #expect(try await opens(.ticket(first), kim.id))
        #expect(try await !opens(.ticket(first), kim.id))

        _ = try await store.endAccess(of: kim.id, .sessions, except: nil, at: .sample)

        #expect(try await !opens(.ticket(second), kim.id))
    }
}
