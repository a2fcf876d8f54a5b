/// A currency by its code of ISO 4217, of those that amounts are known to be written in right.
package enum Currency: String, CaseIterable, Codable, Sendable {
    case aud = "AUD"
    case cad = "CAD"
    case chf = "CHF"
    case cny = "CNY"
    case eur = "EUR"
    case gbp = "GBP"
    case hkd = "HKD"
    case jpy = "JPY"
    case krw = "KRW"
    case sgd = "SGD"
    case usd = "USD"

    /// Digits of the smallest unit (ISO 4217, table A.1): a yen has none.
    package var minorDigits: Int {
        switch self {
        case .jpy, .krw: 0
        case .aud, .cad, .chf, .cny, .eur, .gbp, .hkd, .sgd, .usd: 2
        }
    }

    fileprivate var minorUnits: Int { minorDigits == 0 ? 1 : 100 }
}

/// An amount in whole smallest units. Nowhere is it a fraction.
package struct Money: Hashable, Codable, Sendable {
    /// The largest that is taken from anybody: a hundred million units of the currency.
    package static let most = 10_000_000_000

    package let minor: Int
    package let currency: Currency

    /// - Parameter minor: in the currency's smallest unit.
    package init(_ minor: Int, _ currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    /// A decimal number such as `9.99`, with no more digits than the currency has; nil for all else.
    package init?(_ text: String, _ currency: Currency) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        let fraction = parts.count > 1 ? parts[1] : ""
        guard isDigits, fraction.utf8.count <= currency.minorDigits, text.utf8.count <= 16, let whole = Int(parts[0])
        else { return nil }
        let padded = fraction + String(repeating: "0", count: currency.minorDigits - fraction.utf8.count)
        let minor = whole * currency.minorUnits + (Int(padded) ?? 0)
        guard minor <= Self.most else { return nil }
        self.init(minor, currency)
    }

    /// As ``init(_:_:)`` reads it: `9.90`, `1500`.
    package var decimal: String {
        let (whole, rest) = minor.magnitude.quotientAndRemainder(dividingBy: UInt(currency.minorUnits))
        let sign = minor < 0 ? "-" : ""
        guard currency.minorDigits > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `EUR 1,234.50`: the code is right in every language.
    package var withCode: String {
        let parts = decimal.split(separator: ".", maxSplits: 1)
        var whole = String(parts[0])
        var at = whole.count - 3
        while at > (minor < 0 ? 1 : 0) {
            whole.insert(",", at: whole.index(whole.startIndex, offsetBy: at))
            at -= 3
        }
        return "\(currency.rawValue) \(whole)" + (parts.count > 1 ? ".\(parts[1])" : "")
    }
}
