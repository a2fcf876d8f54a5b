import Testing

@testable import Domain

struct MoneyTests {
    @Test(arguments: [
        ("9.99", Currency.usd, 999), ("9.9", .eur, 990), ("9", .cny, 900), ("1500", .jpy, 1500), ("0.01", .usd, 1),
        ("100000000.00", .usd, 10_000_000_000),
    ]) func `reads an amount to the last unit`(text: String, currency: Currency, minor: Int) throws {
        let money = try #require(Money(text, currency))

        #expect(money.minor == minor)
        #expect(Money(money.decimal, currency) == money)
    }

    @Test(arguments: [
        ("9.999", Currency.usd), ("9.5", .jpy), ("", .usd), (".5", .usd), ("5.", .usd), ("-1", .usd), ("1e3", .usd),
        ("1,50", .eur), (" 1", .usd), ("100000000.01", .usd), ("99999999999999999999", .jpy), ("٣", .usd),
    ]) func `takes nothing that is not quite an amount`(text: String, currency: Currency) {
        #expect(Money(text, currency) == nil)
    }

    @Test func `a part of something is rounded up or down, and never overflows`() {
        let most = LedgerTransaction.mostCredits
        #expect(Share.roundedUp(10, 1, of: 3) == 4)
        #expect(Share.roundedDown(10, 1, of: 3) == 3)
        #expect(Share.roundedUp(10, 3, of: 3) == 10)
        #expect(Share.roundedUp(10, 0, of: 3) == 0)
        #expect(Share.roundedUp(10, 1, of: 0) == 10)
        #expect(Share.roundedUp(most, Charge.mostLengthMs - 1, of: Charge.mostLengthMs) == 999_999_999_885)
        #expect(Share.roundedDown(most, Charge.mostLengthMs - 1, of: Charge.mostLengthMs) == 999_999_999_884)
    }

    @Test func `a tariff asks for each minute's part, rounded up once`() {
        let tariff = Tariff(rates: [.speech: .perMinute(standard: 10, pro: 20), .voiceClone: .flat(7)])

        #expect(tariff.charge(.speech, .standard, lengthMs: 60_000).credits == 10)
        #expect(tariff.charge(.speech, .standard, lengthMs: 6_001).credits == 2)
        #expect(tariff.charge(.speech, .pro, lengthMs: 1).credits == 1)
        #expect(tariff.charge(.speech, .pro, lengthMs: .max).lengthMs == Charge.mostLengthMs)
        #expect(tariff.charge(.voiceClone, .standard, lengthMs: 60_000) == Charge(credits: 7))
        #expect(tariff.charge(.animateMove, .standard, lengthMs: 60_000).credits == 0)
        #expect(Tariff.spokenMs("") == 0)
        #expect(Tariff.spokenMs(String(repeating: "字", count: 4)) == 1000)
    }

    @Test func `tax is what the price contains of it`() {
        let rule = TaxRule(name: "VAT", rate: 1900)

        #expect(rule.contained(in: Money(11_900, .eur)).minor == 1900)
        #expect(rule.contained(in: Money(1, .eur)).minor == 0)
        #expect(TaxRule(name: "消費税", rate: 1000).contained(in: Money(1500, .jpy)).minor == 136)
    }
}
