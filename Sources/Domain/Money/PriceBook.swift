/// What is sold and for how much: `data/plans.json`, or the home's own.
package struct PriceBook: Equatable, Sendable {
    package var plans: [Plan]
    package var packs: [CreditPack]
    package var tariff: Tariff
    /// Credits for a new account, and for how many days they are good.
    package var welcome: (credits: Int, days: Int)?
    /// Somebody with fewer credits than this is told so.
    package var lowBalance: Int
    package var seller: Seller
    /// The first that fits the buyer's country is part of the price.
    package var taxes: [TaxRule]

    package init(
        plans: [Plan], packs: [CreditPack], tariff: Tariff, welcome: (credits: Int, days: Int)? = nil,
        lowBalance: Int = 0, seller: Seller = Seller(), taxes: [TaxRule] = []
    ) {
        self.plans = plans
        self.packs = packs
        self.tariff = tariff
        self.welcome = welcome
        self.lowBalance = lowBalance
        self.seller = seller
        self.taxes = taxes
    }

    package static func == (left: PriceBook, right: PriceBook) -> Bool {
        left.plans == right.plans && left.packs == right.packs && left.tariff == right.tariff
            && left.welcome?.credits == right.welcome?.credits && left.welcome?.days == right.welcome?.days
            && left.lowBalance == right.lowBalance && left.seller == right.seller && left.taxes == right.taxes
    }

    /// That of everybody who has bought none.
    package var freePlan: Plan? { plans.first { $0.prices.isEmpty } }

    package func plan(_ id: String) -> Plan? { plans.first { $0.id == id } }
    package func pack(_ id: String) -> CreditPack? { packs.first { $0.id == id } }

    /// - Parameter country: ISO 3166-1 alpha-2; nil when it is not known.
    package func tax(in country: String?) -> TaxRule? {
        taxes.first { rule in rule.countries.isEmpty || country.map(rule.countries.contains) == true }
    }
}

/// A text in each language that it has; English is always there.
package typealias Wording = [String: String]

/// A monthly subscription, or what everybody has without one.
package struct Plan: Equatable, Sendable {
    /// 1...40 lower-case letters, digits and hyphens.
    package let id: String
    package let name: Wording
    package let text: Wording
    /// A month's, tax included; none for the free plan.
    package let prices: [Currency: Money]
    package let terms: PlanTerms
    /// Of its terms, counted from 1; known once the store has seen them.
    package var version = 1

    package init(id: String, name: Wording, text: Wording = [:], prices: [Currency: Money], terms: PlanTerms) {
        self.id = id
        self.name = name
        self.text = text
        self.prices = prices
        self.terms = terms
    }
}

/// What a plan gives for a period; kept with each subscription as it was sold.
package struct PlanTerms: Codable, Equatable, Sendable {
    /// Of what is made.
    package var minutes: Int
    /// Given at the beginning of each period, and good until its end.
    package var credits: Int
    /// Queued and running tasks at a time; nil leaves it to the server.
    package var activeTasks: Int?
    /// Room for files, in GB of 1000 MB; nil leaves it to the server.
    package var storageGB: Int?
    /// That may be asked for; nil for all.
    package var modes: [GenerationTask.Mode]?
    package var kinds: [GenerationTask.Kind]?

    package init(
        minutes: Int, credits: Int = 0, activeTasks: Int? = nil, storageGB: Int? = nil,
        modes: [GenerationTask.Mode]? = nil, kinds: [GenerationTask.Kind]? = nil
    ) {
        self.minutes = minutes
        self.credits = credits
        self.activeTasks = activeTasks
        self.storageGB = storageGB
        self.modes = modes
        self.kinds = kinds
    }

    package var includedMs: Int64 { Int64(minutes) * 60_000 }
    package var storageBytes: Int64? { storageGB.map { Int64($0) * 1_000_000_000 } }

    /// More minutes, or as many and more credits.
    package func givesMore(than other: PlanTerms) -> Bool {
        (minutes, credits) > (other.minutes, other.credits)
    }

    package func allows(_ kind: GenerationTask.Kind, _ mode: GenerationTask.Mode) -> Bool {
        kinds?.contains(kind) ?? true && modes?.contains(mode) ?? true
    }
}

/// Credits that are bought once.
package struct CreditPack: Equatable, Sendable {
    package let id: String
    package let name: Wording
    package let credits: Int
    /// Days that they are good for; nil for ever.
    package let days: Int?
    /// Tax included.
    package let prices: [Currency: Money]

    package init(id: String, name: Wording, credits: Int, days: Int? = nil, prices: [Currency: Money]) {
        self.id = id
        self.name = name
        self.credits = credits
        self.days = days
        self.prices = prices
    }
}

/// Who sells, as receipts say it.
package struct Seller: Codable, Equatable, Sendable {
    package var name: String
    package var lines: [String]
    package var taxID: String?

    package init(name: String = "Greenroom", lines: [String] = [], taxID: String? = nil) {
        self.name = name
        self.lines = lines
        self.taxID = taxID
    }
}

/// A tax that prices contain.
package struct TaxRule: Codable, Equatable, Sendable {
    package let name: String
    /// In hundredths of a per cent: 19 % is 1900.
    package let rate: Int
    /// ISO 3166-1 alpha-2; none for everywhere.
    package let countries: [String]

    package init(name: String, rate: Int, countries: [String] = []) {
        self.name = name
        self.rate = rate
        self.countries = countries
    }

    /// What a price contains of it, rounded to the nearest smallest unit.
    package func contained(in price: Money) -> Money {
        let whole = 10_000 + rate
        return Money((price.minor * rate * 2 + whole) / (whole * 2), price.currency)
    }
}
