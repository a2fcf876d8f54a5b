import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// The last way into an account stays, or its owner is locked out for good.
struct WayInTests {
    @Test func `a passkey goes while something else lets its owner in, and stays when nothing does`() async throws {
        let store = try Store.temporary()
        let kim = try await store.register(.sample(), passwordHash: Account.noPassword)
        let (first, second) = (Passkey.sample(of: kim.id, 1), Passkey.sample(of: kim.id, 2))
        for passkey in [first, second] {
            let outcome = try await store.add(
                passkey, challenge: passkey.credentialID, expiresAt: .now() + .seconds(60), atMost: 5,
                mail: nil)
            #expect(outcome == .done)
        }
        let stranger = try await store.someone(email: "stranger@example.org")

        #expect(try await store.deletePasskey(first.id, of: stranger.id) == .missing)
        #expect(try await store.deletePasskey(first.id, of: kim.id) == .removed)
        #expect(try await store.deletePasskey(second.id, of: kim.id) == .lastWayIn)
        #expect(try await store.replacePasswordHash(Account.noPassword, with: "hash", of: kim.id))
        #expect(try await store.deletePasskey(second.id, of: kim.id) == .removed)
    }
}

extension Passkey {
    static func sample(of account: AccountID, _ number: UInt8) -> Passkey {
        Passkey(
            id: PasskeyID(UUIDv7(milliseconds: 1, counter: 0, random: UInt64(number))), accountID: account, name: "Key",
            credentialID: Data(repeating: number, count: 32),
            publicKey: Data([1]), relyingParty: "localhost", transports: [], signCount: 0, isBackupEligible: false,
            isBackedUp: false, createdAt: .now())
    }
}
