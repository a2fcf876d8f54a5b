/// What work costs in credits, by kind.
package struct Tariff: Equatable, Sendable {
    package enum Rate: Equatable, Sendable {
        /// Credits for each begun minute's part of what is made; the second is for `wan-pro`.
        case perMinute(standard: Int, pro: Int)
        /// Credits for the whole, however long.
        case flat(Int)
    }

    package var rates: [GenerationTask.Kind: Rate]

    package init(rates: [GenerationTask.Kind: Rate]) { self.rates = rates }

    /// - Parameter lengthMs: of what is made; 0 when it is not known.
    package func charge(_ kind: GenerationTask.Kind, _ mode: GenerationTask.Mode, lengthMs: Int64) -> Charge {
        switch rates[kind] {
        case nil: Charge(credits: 0, lengthMs: lengthMs)
        case .flat(let credits): Charge(credits: credits)
        case .perMinute(let standard, let pro):
            Charge(
                credits: Self.credits(mode == .pro ? pro : standard, aMinuteFor: lengthMs), lengthMs: lengthMs)
        }
    }

    /// Rounded up, and at least one where there is a rate.
    private static func credits(_ rate: Int, aMinuteFor lengthMs: Int64) -> Int {
        guard rate > 0 else { return 0 }
        let length = Int(min(max(1, lengthMs), Charge.mostLengthMs))
        let (product, isTooMuch) = rate.multipliedReportingOverflow(by: length)
        return isTooMuch ? LedgerTransaction.mostCredits : (product + 59_999) / 60_000
    }

    /// How long a text takes to speak: 15 letters or 4 ideographs a second, which is what the voices come to.
    package static func spokenMs(_ text: String) -> Int64 {
        text.unicodeScalars.reduce(into: Int64(0)) { length, scalar in
            // Kana, CJK ideographs, Hangul, and what comes above the Basic Multilingual Plane.
            let isWide = (0x2e80...0xd7ff).contains(scalar.value) || scalar.value >= 0x2_0000
            length += isWide ? 250 : 67
        }
    }
}
