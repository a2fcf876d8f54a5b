import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

struct SecretKeysTests {
    private let home: Home
    private let store: Store
    private let place = SecretKeys.Place(table: "totp", row: "a", column: "sealedSecret")

    init() throws {
        home = try Home.temporary()
        store = try Store(path: home.database, migrations: migrationsFolder)
    }

    @Test func `a secret comes back, and never looks the same twice`() throws {
        let keys = SecretKeys()
        let secret = Data("a quiet secret".utf8)

        let (first, second) = (try keys.seal(secret, for: place), try keys.seal(secret, for: place))

        #expect(first != second)
        #expect(first.range(of: secret) == nil)
        #expect(try keys.open(first, at: place) == secret)
    }

    @Test func `nobody moves a sealed value to another row, changes it or opens it with another key`() throws {
        let keys = SecretKeys()
        let sealed = try keys.seal(Data("secret".utf8), for: place)
        let elsewhere = SecretKeys.Place(table: "totp", row: "b", column: "sealedSecret")
        var changed = sealed
        changed[changed.endIndex - 1] ^= 1

        #expect(throws: SecretKeys.Unreadable.self) { try keys.open(sealed, at: elsewhere) }
        #expect(throws: SecretKeys.Unreadable.self) { try keys.open(changed, at: place) }
        #expect(throws: SecretKeys.Unreadable.self) { try SecretKeys().open(sealed, at: place) }
        for length in 0..<sealed.count {
            #expect(throws: SecretKeys.Unreadable.self) { try keys.open(sealed.prefix(length), at: place) }
        }
    }

    @Test func `keeps its keys over a restart, for its owner alone`() throws {
        let sealed = try home.secretKeys().seal(Data("secret".utf8), for: place)
        chmod(home.secrets + "/secrets.key", 0o644)

        #expect(try Home(path: home.path).secretKeys().open(sealed, at: place) == Data("secret".utf8))

        let attributes = try FileManager.default.attributesOfItem(atPath: home.secrets + "/secrets.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try Data("1 short\n".utf8).write(to: URL(filePath: home.secrets + "/secrets.key"))
        #expect(throws: DiskError.self) { try home.secretKeys() }
    }

    @Test func `a rotation seals every row anew and takes the old key away`() async throws {
        let before = try home.secretKeys()
        let people = try await secondFactors(250, sealedWith: before)

        #expect(try await SecretRotation(home: home, store: store).run() == 250)

        let after = try home.secretKeys()
        for person in people {
            let stored = try #require(try await store.secondFactor(of: person))
            let place = StoredSecondFactor.place(of: person)
            #expect(try after.open(stored.sealedSecret, at: place) == Data(person.rawValue.utf8))
            #expect(throws: SecretKeys.Unreadable.self) { try before.open(stored.sealedSecret, at: place) }
        }
        #expect(!after.file.isEmpty && after.file != before.file)
        #expect(after.file.filter { $0 == 10 }.count == 1)
    }

    @Test func `a rotation that was cut short loses nothing and is finished by the next`() async throws {
        let old = try home.secretKeys()
        let people = try await secondFactors(3, sealedWith: old)
        // As after a kill between the new key and the first row, and again after one row.
        let halfway = old.withNewKey()
        try home.replaceSecretKeys(with: halfway)
        let first = StoredSecondFactor.place(of: people[0])
        let changed = try halfway.seal(Data(people[0].rawValue.utf8), for: first)
        let stored = try #require(try await store.secondFactor(of: people[0])).sealedSecret
        try await store.commits.write { db in
            try db.run(
                SealedStatement.setSecondFactor,
                ["row": people[0].rawValue, "old": stored, "sealed": changed])
        }
        for person in people {
            let sealed = try #require(try await store.secondFactor(of: person)).sealedSecret
            _ = try home.secretKeys().open(sealed, at: StoredSecondFactor.place(of: person))
        }

        #expect(try await SecretRotation(home: home, store: store).run() == 3)

        for person in people {
            let sealed = try #require(try await store.secondFactor(of: person)).sealedSecret
            let place = StoredSecondFactor.place(of: person)
            #expect(try home.secretKeys().open(sealed, at: place) == Data(person.rawValue.utf8))
        }
        #expect(try home.secretKeys().file.filter { $0 == 10 }.count == 1)
    }

    @Test func `a row that cannot be opened keeps the old keys`() async throws {
        _ = try await secondFactors(2, sealedWith: home.secretKeys())
        _ = try await secondFactors(1, sealedWith: SecretKeys().withNewKey())

        await #expect(throws: SecretKeys.Unreadable.self) {
            _ = try await SecretRotation(home: home, store: store).run()
        }

        #expect(try home.secretKeys().file.filter { $0 == 10 }.count == 2)
    }

    /// Each holds its account's id as the secret.
    private func secondFactors(_ count: Int, sealedWith keys: SecretKeys) async throws -> [AccountID] {
        var people: [AccountID] = []
        for _ in 0..<count {
            let person = try await store.someone().id
            let sealed = try keys.seal(Data(person.rawValue.utf8), for: StoredSecondFactor.place(of: person))
            #expect(try await store.beginSecondFactor(sealed, of: person, at: .sample))
            people.append(person)
        }
        return people
    }
}
