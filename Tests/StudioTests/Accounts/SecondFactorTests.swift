import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Studio

@Suite struct SecondFactorTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")

    private var store: Store { house.store }
    private var accounts: Accounts { house.accounts }
    private var secrets: SecretKeys { house.secrets }
    private var factor: SecondFactor { house.security.secondFactor }

    init() throws { house = try TestHouse(now: clock.now) }

    /// RFC 6238, appendix B: the last six of its eight digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `codes are those of every generator`(seconds: Int64, code: String) {
        let totp = TOTP(secret: Data("12345678901234567890".utf8))
        let moment = Timestamp(milliseconds: seconds * 1000)

        #expect(totp.code(step: TOTP.step(at: moment)) == code)
        #expect(totp.step(of: code, at: moment) == seconds / 30)
        #expect(totp.step(of: code, at: moment + .seconds(30)) == seconds / 30)
        #expect(totp.step(of: code, at: moment + .seconds(60)) == nil)
        #expect(totp.step(of: code.dropLast() + "x", at: moment) == nil)
    }

    @Test(arguments: [
        "287 082", "287-082", " 287082\n", "２８７０８２", "287\u{a0}082", "287–082", "٢٨٧٠٨٢", "2 8 7 0 8 2",
    ])
    func `a code is the same however it is typed`(code: String) {
        let totp = TOTP(secret: Data("12345678901234567890".utf8))
        let moment = Timestamp(milliseconds: 59_000)

        #expect(totp.step(of: code, at: moment) == 1)
        #expect(totp.step(of: code + "1", at: moment) == nil && totp.step(of: "½" + code, at: moment) == nil)
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
    ])
    func `secrets are written as generators read them`(plain: String, text: String) {
        #expect(Base32.text(Array(plain.utf8)) == text)
    }

    @Test func `a password alone lets nobody in any more`() async throws {
        let (kim, _) = try await enrolled()

        let ticket = try await ticket(of: kim)
        #expect(ticket.methods == [.totp, .recovery])
        #expect(try await store.sessions(of: kim.id, at: clock.now()).count == 1)
        let signIn = try await factor.redeem(ticket.text, with: .code(code(of: kim)), client: client)

        #expect(signIn.account.id == kim.id)
        #expect(try await store.sessions(of: kim.id, at: clock.now()).count == 2)
    }

    @Test func `a code, a ticket and a recovery code are good once`() async throws {
        let (kim, recovery) = try await enrolled()
        let code = try await code(of: kim)
        let (first, second, third) = (try await ticket(of: kim), try await ticket(of: kim), try await ticket(of: kim))
        _ = try await factor.redeem(first.text, with: .code(code), client: client)

        await #expect(throws: SecondFactor.ticketEnded) {
            _ = try await factor.redeem(first.text, with: .recoveryCode(recovery[0]), client: client)
        }
        await #expect(throws: StudioError.invalid(field: "code", reason: "is wrong or was already used")) {
            _ = try await factor.redeem(second.text, with: .code(code), client: client)
        }
        // Typed as people type.
        let typed = recovery[1].lowercased().replacing("-", with: " ")
        _ = try await factor.redeem(second.text, with: .recoveryCode(typed), client: client)
        await #expect(throws: StudioError.self) {
            _ = try await factor.redeem(third.text, with: .recoveryCode(recovery[1]), client: client)
        }
        #expect(try await store.recoveryCodesLeft(of: kim.id) == 9)
    }

    @Test func `a ticket ends after five minutes or five wrong codes`() async throws {
        let (kim, recovery) = try await enrolled()
        let late = try await ticket(of: kim)
        clock.advance(by: .seconds(300))
        await #expect(throws: SecondFactor.ticketEnded) {
            _ = try await factor.redeem(late.text, with: .recoveryCode(recovery[0]), client: client)
        }

        let worn = try await ticket(of: kim)
        for _ in 0..<5 {
            await #expect(throws: StudioError.self) {
                _ = try await factor.redeem(worn.text, with: .code("000000"), client: client)
            }
        }
        await #expect(throws: SecondFactor.ticketEnded) {
            _ = try await factor.redeem(worn.text, with: .recoveryCode(recovery[0]), client: client)
        }
    }

    @Test func `codes cannot be guessed by asking for ticket after ticket, also many at once`() async throws {
        let (kim, recovery) = try await enrolled()
        clock.advance(by: .seconds(60))
        var tickets: [String] = []
        for _ in 0..<10 { tickets.append(try await ticket(of: kim).text) }

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for ticket in tickets {
                for _ in 0..<4 { group.addTask { await isLimited(ticket) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }

        #expect(outcomes.filter { !$0 }.count == 10, "ten were looked at")
        // The owner is not locked out: paper and passkeys still work, and the codes in an hour.
        let next = try await ticket(of: kim)
        _ = try await factor.redeem(next.text, with: .recoveryCode(recovery[0]), client: client)
        clock.advance(by: .seconds(3601))
        let later = try await ticket(of: kim)
        _ = try await factor.redeem(later.text, with: .code(code(of: kim)), client: client)
    }

    @Test func `is turned off and renewed by its owner only`() async throws {
        let (kim, recovery) = try await enrolled()

        for proof in [SecondFactor.Proof.password("wrong horse"), .code("000000")] {
            await #expect(throws: StudioError.self) {
                try await factor.turnOff(for: kim, proof: proof, client: client)
            }
        }
        let renewed = try await factor.renewRecoveryCodes(
            for: kim, proof: .password("correct horse"), client: client)
        #expect(Set(renewed).isDisjoint(with: recovery) && renewed.count == 10)
        try await factor.turnOff(for: kim, proof: .code(code(of: kim)), client: client)

        let signIn = try await accounts.signIn(email: kim.email, password: "correct horse", client: client)
        #expect(!signIn.account.hasSecondFactor)
        await #expect(throws: StudioError.notFound("second factor")) {
            try await factor.turnOff(for: kim, proof: .password("correct horse"), client: client)
        }
    }

    @Test func `a generator in use cannot be replaced by who finds the page open`() async throws {
        let (kim, _) = try await enrolled()

        await #expect(
            throws: StudioError.conflict(
                Conflict("second_factor_on", "a second factor is already set up; turn it off first"))
        ) {
            _ = try await factor.begin(for: kim, client: client)
        }
    }

    @Test func `the database does not hold the secret`() async throws {
        let (kim, _) = try await enrolled()
        let stored = try #require(try await store.secondFactor(of: kim.id))
        let secret = try secrets.open(stored.sealedSecret, at: StoredSecondFactor.place(of: kim.id))

        #expect(secret.count == 20)
        #expect(stored.sealedSecret.range(of: secret) == nil)
    }

    private func isLimited(_ ticket: String) async -> Bool {
        do {
            _ = try await factor.redeem(ticket, with: .code("000000"), client: client)
            return false
        } catch {
            guard case StudioError.rateLimited = error else { return false }
            return true
        }
    }

    /// An account whose generator is in use, with its recovery codes.
    private func enrolled() async throws -> (Account, [String]) {
        let signIn = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: client)
        let enrolment = try await factor.begin(for: signIn.account, client: client)
        #expect(enrolment.url.hasPrefix("otpauth://totp/Greenroom:kim@example.org?secret=\(enrolment.secret)&"))
        let codes = try await factor.confirm(code(of: signIn.account), for: signIn.account, client: client)
        #expect(Set(codes).count == 10)
        clock.advance(by: .seconds(30))
        let kim = try #require(try await store.account(signIn.account.id))
        #expect(kim.hasSecondFactor)
        return (kim, codes)
    }

    private func code(of account: Account) async throws -> String {
        let stored = try #require(try await store.secondFactor(of: account.id))
        let secret = try secrets.open(stored.sealedSecret, at: StoredSecondFactor.place(of: account.id))
        return TOTP(secret: secret).code(step: TOTP.step(at: clock.now()))
    }

    private func ticket(of account: Account) async throws -> SecondFactorTicket {
        do {
            _ = try await accounts.signIn(email: account.email, password: "correct horse", client: client)
        } catch StudioError.secondFactorRequired(let ticket) {
            return ticket
        }
        throw StudioError.conflict("no second factor was asked for")
    }
}
