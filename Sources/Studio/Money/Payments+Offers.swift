import Domain

/// The payment methods and the currency that are offered, by region.
extension Payments {
    /// In the order in which they are offered; the one that fits the region first.
    package func ways(for account: AccountID, client: Client) async throws -> Offers {
        offers(to: try await preferences.get(of: account, address: client.address))
    }

    func offers(to preference: Preference) -> Offers {
        let country = preference.likelyCountry
        let facts = gateways.map(\.facts) + [Self.manual]
        let currency = Self.currency(of: country)
        let first = country == "CN" ? "wechat" : "stripe"
        return Offers(
            gateways: facts.filter { $0.id == first } + facts.filter { $0.id != first }, currency: currency)
    }

    package struct Offers: Sendable {
        package let gateways: [GatewayFacts]
        /// That people of the region expect.
        package let currency: Currency
    }

    /// The euro's countries as of 2026 (Regulation (EU) 2025/1408 for Bulgaria).
    private static let euro: Set<String> = [
        "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
        "PT",
        "SI", "SK",
    ]

    static func currency(of country: String?) -> Currency {
        switch country {
        case "CN": .cny
        case "JP": .jpy
        case "GB": .gbp
        case "CH": .chf
        case "KR": .krw
        case let country? where euro.contains(country): .eur
        default: .usd
        }
    }
}
