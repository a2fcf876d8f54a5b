import Foundation
import Studio
import Testing

@Suite struct PasswordHasherTests {
    private let quick = PasswordHasher.Parameters(logRounds: 4, blockSize: 8, parallelism: 1)

    @Test func `knows the right password and no other`() async throws {
        let hasher = PasswordHasher(parameters: quick)
        let stored = try await hasher.hash("correct horse", for: "")

        #expect(try await hasher.verify("correct horse", against: stored, for: ""))
        #expect(try await !hasher.verify("Correct horse", against: stored, for: ""))
        #expect(try await !hasher.verify("", against: stored, for: ""))
        #expect(try await hasher.hash("correct horse", for: "") != stored)
    }

    @Test func `the same password on another keyboard is the same`() async throws {
        let hasher = PasswordHasher(parameters: quick)
        let stored = try await hasher.hash("caf\u{e9} au lait", for: "")

        #expect(try await hasher.verify("cafe\u{301} au lait", against: stored, for: ""))
    }

    @Test func `agrees with the test vector of RFC 7914, section 12`() async throws {
        let salt = Data("SodiumChloride".utf8).base64EncodedString().replacing("=", with: "")
        let hash = """
            cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw
            """

        #expect(
            try await PasswordHasher(parameters: quick)
                .verify("pleaseletmein", against: "$scrypt$ln=14,r=8,p=1$\(salt)$\(hash)", for: ""))
    }

    @Test func `nobody's password is nobody's`() async throws {
        #expect(try await !PasswordHasher(parameters: quick).verify("anything", against: nil, for: ""))
    }

    @Test(arguments: [
        "", "plain", "$scrypt$ln=4,r=8,p=1$AAAA", "$scrypt$ln=40,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
        "$bcrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "$scrypt$r=8,ln=4,p=1$AA$AA",
    ])
    func `a damaged hash fits no password`(stored: String) async throws {
        #expect(try await !PasswordHasher(parameters: quick).verify("anything", against: stored, for: ""))
    }

    @Test func `hashes of weaker figures are known to be outdated`() async throws {
        let weak = try await PasswordHasher(parameters: quick).hash("correct horse", for: "")
        let current = PasswordHasher(parameters: .init(logRounds: 5, blockSize: 8, parallelism: 1))

        #expect(current.isOutdated(weak))
        #expect(try await !current.isOutdated(current.hash("correct horse", for: "")))
        #expect(try await current.verify("correct horse", against: weak, for: ""))
    }

    @Test func `beyond its line it says that it is busy`() async {
        let closed = PasswordHasher(
            parameters: .init(logRounds: 14, blockSize: 8, parallelism: 1), atOnce: 1, longestLine: 0)

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? await closed.hash("correct horse", for: "here")) != nil } }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        await #expect(throws: StudioError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await closed.hash("correct horse", for: "here") } }
                try await group.waitForAll()
            }
        }

        #expect(outcomes.contains(true) && outcomes.contains(false))
    }
}
