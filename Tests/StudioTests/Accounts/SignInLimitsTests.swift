import TestSupport
import Testing

@testable import Studio

@Suite struct SignInLimitsTests {
    private let clock = HandClock()

    private func limits(_ change: (inout SignInLimits.Rules) -> Void = { _ in }) -> SignInLimits {
        var rules = SignInLimits.Rules()
        change(&rules)
        return SignInLimits(rules: rules, now: clock.now)
    }

    @Test func `ten wrong attempts from one address close it for that account, and nobody else`() throws {
        let limits = limits()
        for _ in 0..<10 {
            #expect(try limits.admit(email: "kim@example.org", address: "192.0.2.1") == nil)
            limits.noteWrong(email: "kim@example.org", address: "192.0.2.1")
        }
        clock.advance(by: .seconds(60))

        #expect(throws: StudioError.rateLimited(retryAfter: .seconds(14 * 60))) {
            try limits.admit(email: "KIM@example.org", address: "192.0.2.1")
        }
        #expect(try limits.admit(email: "kim@example.org", address: "192.0.2.2") == nil)
        #expect(try limits.admit(email: "lee@example.org", address: "192.0.2.1") == nil)
        clock.advance(by: .seconds(14 * 60))
        #expect(try limits.admit(email: "kim@example.org", address: "192.0.2.1") == nil)
    }

    /// Each of these signs in to the same account.
    @Test(arguments: ["ａda@bücher.example", "aｄA@bücher.example", "ada@bücher.ｅxample", "ada@xn--bcher-kva.example"])
    func `another spelling of an address is no way to more guesses at it`(spelling: String) throws {
        let limits = limits()
        for _ in 0..<10 { limits.noteWrong(email: "ada@bücher.example", address: "192.0.2.1") }

        #expect(throws: StudioError.self) { try limits.admit(email: spelling, address: "192.0.2.1") }
        for number in 0..<40 { limits.noteWrong(email: spelling, address: "198.51.100.\(number)") }
        #expect(try limits.admit(email: "ada@bücher.example", address: "203.0.113.1") == .seconds(1))
    }

    @Test func `another spelling of an address fills nobody's mailbox`() {
        let limits = MailLimits(now: clock.now)
        for _ in 0..<5 { #expect(limits.admit(mailbox: "ada@bücher.example")) }

        for spelling in ["ａda@bücher.example", "ADA@bücher.example", "ada@xn--bcher-kva.example"] {
            #expect(!limits.admit(mailbox: spelling))
        }
    }

    @Test func `one address cannot go through many accounts`() {
        let limits = limits()
        for number in 0..<100 { limits.noteWrong(email: "\(number)@example.org", address: "192.0.2.1") }

        #expect(throws: StudioError.self) { try limits.admit(email: "x@example.org", address: "192.0.2.1") }
    }

    @Test func `many addresses at one account only slow it down`() throws {
        let limits = limits()
        for number in 0..<60 { limits.noteWrong(email: "kim@example.org", address: "192.0.2.\(number)") }

        #expect(try limits.admit(email: "kim@example.org", address: "198.51.100.1") == .seconds(1))
    }

    @Test func `the addresses of one IPv6 household count as one`() {
        let limits = limits()
        for number in 0..<10 { limits.noteWrong(email: "kim@example.org", address: "2001:db8:1:2:\(number)::1") }

        #expect(throws: StudioError.self) {
            try limits.admit(email: "kim@example.org", address: "2001:db8:1:2::ffff")
        }
        #expect(throws: Never.self) { try limits.admit(email: "kim@example.org", address: "2001:db8:1:3::1") }
    }

    @Test func `a right password clears what its owner mistyped`() throws {
        let limits = limits()
        for _ in 0..<9 { limits.noteWrong(email: "kim@example.org", address: "192.0.2.1") }
        limits.noteRight(email: "kim@example.org", address: "192.0.2.1")
        for _ in 0..<9 { limits.noteWrong(email: "kim@example.org", address: "192.0.2.1") }

        #expect(try limits.admit(email: "kim@example.org", address: "192.0.2.1") == nil)
    }

    @Test func `a flood of addresses does not grow the table, nor open what was closed a moment ago`() {
        let limits = limits { $0.largestTable = 100 }
        for number in 0..<400 {
            limits.noteWrong(email: "\(number)@example.org", address: "10.0.\(number / 256).\(number % 256)")
            clock.advance(by: .milliseconds(1))
        }
        for _ in 0..<10 { limits.noteWrong(email: "kim@example.org", address: "192.0.2.1") }

        #expect(limits.rememberedCount <= 100)
        #expect(throws: StudioError.self) { try limits.admit(email: "kim@example.org", address: "192.0.2.1") }
    }
}
