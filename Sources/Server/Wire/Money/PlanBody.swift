import Domain

/// An amount in the smallest unit of its currency.
struct MoneyBody: Body, Sendable {
    let money: Money

    init(_ money: Money) { self.money = money }

    static var name: String? { "Money" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("amount", "In the smallest unit: cents, fen, whole yen.") { $0.money.minor }
        fields.add("currency", "ISO 4217.") { $0.money.currency }
        fields.add("decimal", "The same as a decimal number.") { $0.money.decimal }
    }
}

extension Currency: WireWord {}

/// A plan that can be subscribed to.
struct PlanBody: Body, Sendable {
    let plan: Plan

    static var name: String? { "Plan" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.plan.id }
        fields.add("version", "Rises when the terms change; subscribers keep theirs.") { $0.plan.version }
        fields.add("name", "By language.") { $0.plan.name }
        fields.add("text", "By language.") { $0.plan.text }
        fields.add("prices", "For a month, tax included; none for the free plan.") { prices($0.plan.prices) }
        fields.add("minutes", "Of results, in a month.") { $0.plan.terms.minutes }
        fields.add("credits", "At the beginning of each month, until its end.") { $0.plan.terms.credits }
        fields.add("active_tasks", "Unfinished tasks at a time; null leaves it to the server.") {
            $0.plan.terms.activeTasks
        }
        fields.add("storage_bytes", "Room for files; null leaves it to the server.") { $0.plan.terms.storageBytes }
        fields.add("modes", "Null for all.") { $0.plan.terms.modes }
        fields.add("kinds", "Null for all.") { $0.plan.terms.kinds }
    }

    static func prices(_ prices: [Currency: Money]) -> [MoneyBody] {
        prices.values.sorted { $0.currency.rawValue < $1.currency.rawValue }.map(MoneyBody.init)
    }
}

/// Credits that can be bought.
struct CreditPackBody: Body, Sendable {
    let pack: CreditPack

    static var name: String? { "CreditPack" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.pack.id }
        fields.add("name", "By language.") { $0.pack.name }
        fields.add("credits") { $0.pack.credits }
        fields.add("days", "Until they lapse; null for never.") { $0.pack.days }
        fields.add("prices", "Tax included.") { PlanBody.prices($0.pack.prices) }
    }
}

/// Everything that is sold.
struct OfferBody: Body {
    let book: PriceBook

    static var name: String? { "Offer" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("plans") { $0.book.plans.map(PlanBody.init) }
        fields.add("packs") { $0.book.packs.map(CreditPackBody.init) }
    }
}

/// The minutes of a period.
struct UsageBody: Body {
    let usage: UsagePeriod

    static var name: String? { "Usage" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("starts_at") { $0.usage.startsAt }
        fields.add("ends_at") { $0.usage.endsAt }
        fields.add("included_ms", "The plan's, in milliseconds of results.") { $0.usage.includedMs }
        fields.add("used_ms") { $0.usage.usedMs }
        fields.add("held_ms", "Reserved by unfinished tasks.") { $0.usage.heldMs }
        fields.add("left_ms") { $0.usage.leftMs }
    }
}
