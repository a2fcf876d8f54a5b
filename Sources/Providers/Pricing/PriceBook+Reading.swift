import Domain
import Foundation

/// Reads `plans.json`. `plans.schema.json` beside it tells the same to an editor.
extension PriceBook {
    /// - Parameter path: of the file.
    /// - Throws: ``ManifestMistake`` naming the JSON path; Foundation's error for a file that cannot be read.
    package init(file path: String) throws {
        try self.init(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// - Throws: ``ManifestMistake``.
    package init(_ data: Data) throws(ManifestMistake) {
        let book = try ManifestField(value: JSONTree(file: data), path: "$").object([
            "$schema", "plans", "packs", "tariff", "welcome", "low_balance", "seller", "taxes",
        ])
        let plans = try Self.each(book.required("plans"), most: 20, Self.plan)
        guard plans.filter(\.prices.isEmpty).count <= 1 else {
            throw try book.required("plans").mistake("has more than one plan without prices")
        }
        self.init(
            plans: plans,
            packs: try book["packs"].map { field throws(ManifestMistake) in
                try Self.each(field, most: 20, Self.pack)
            } ?? [], tariff: try Self.tariff(book.required("tariff")))
        try Self.requireDifferent(plans.map(\.id), in: book.required("plans"))
        if let packs = book["packs"] {
            try Self.requireDifferent(self.packs.map(\.id), in: packs)
            // Settings name the price of either by its id.
            for (index, pack) in self.packs.enumerated() where plan(pack.id) != nil {
                throw ManifestMistake(path: "\(packs.path)[\(index)].id", reason: "is a plan's, too")
            }
        }
        if let welcome = try book["welcome"]?.object(["credits", "days"]) {
            self.welcome = (
                try welcome.required("credits").integer(in: 1...1_000_000),
                try welcome.required("days").integer(in: 1...3650)
            )
        }
        lowBalance = try book["low_balance"]?.integer(in: 0...1_000_000) ?? 0
        if let field = book["seller"] { seller = try Self.seller(field) }
        if let field = book["taxes"] { taxes = try Self.each(field, most: 100, Self.tax) }
    }

    private static func each<Value>(
        _ field: ManifestField, most: Int, _ read: (ManifestField) throws(ManifestMistake) -> Value
    ) throws(ManifestMistake) -> [Value] {
        var values: [Value] = []
        for item in try field.list(atMost: most) { values.append(try read(item)) }
        return values
    }

    private static func requireDifferent(_ ids: [String], in field: ManifestField) throws(ManifestMistake) {
        for (index, id) in ids.enumerated() where ids[..<index].contains(id) {
            throw ManifestMistake(path: "\(field.path)[\(index)].id", reason: "is another one's, too")
        }
    }

    private static func plan(_ field: ManifestField) throws(ManifestMistake) -> Plan {
        let plan = try field.object([
            "id", "name", "text", "prices", "minutes", "credits", "active_tasks", "storage_gb", "modes", "kinds",
        ])
        let amounts = 0...1_000_000
        let terms = PlanTerms(
            minutes: try plan.required("minutes").integer(in: amounts),
            credits: try plan["credits"]?.integer(in: amounts) ?? 0,
            activeTasks: try plan["active_tasks"]?.integer(in: 1...10_000),
            storageGB: try plan["storage_gb"]?.integer(in: 1...1_000_000),
            modes: try words(plan["modes"], GenerationTask.Mode.self),
            kinds: try words(plan["kinds"], GenerationTask.Kind.self))
        return Plan(
            id: try id(plan.required("id")), name: try wording(plan.required("name")),
            text: try plan["text"].map(wording) ?? [:], prices: try plan["prices"].map(prices) ?? [:], terms: terms)
    }

    private static func pack(_ field: ManifestField) throws(ManifestMistake) -> CreditPack {
        let pack = try field.object(["id", "name", "credits", "days", "prices"])
        return CreditPack(
            id: try id(pack.required("id")), name: try wording(pack.required("name")),
            credits: try pack.required("credits").integer(in: 1...10_000_000),
            days: try pack["days"]?.integer(in: 1...3650), prices: try prices(pack.required("prices")))
    }

    private static func tariff(_ field: ManifestField) throws(ManifestMistake) -> Tariff {
        var rates: [GenerationTask.Kind: Tariff.Rate] = [:]
        for (name, field) in try field.entries() {
            guard let kind = GenerationTask.Kind(rawValue: name) else {
                let kinds = GenerationTask.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw field.mistake("is not a kind of work; there is: \(kinds)")
            }
            let rate = try field.object(["per_minute", "pro_per_minute", "flat"])
            let amounts = 0...1_000_000
            switch (rate["per_minute"], rate["flat"]) {
            case (let perMinute?, nil):
                let standard = try perMinute.integer(in: amounts)
                rates[kind] = .perMinute(
                    standard: standard, pro: try rate["pro_per_minute"]?.integer(in: amounts) ?? standard)
            case (nil, let flat?) where rate["pro_per_minute"] == nil:
                rates[kind] = .flat(try flat.integer(in: amounts))
            default: throw field.mistake("must have either per_minute or flat")
            }
        }
        return Tariff(rates: rates)
    }

    private static func seller(_ field: ManifestField) throws(ManifestMistake) -> Seller {
        let seller = try field.object(["name", "lines", "tax_id"])
        return Seller(
            name: try seller.required("name").text(atMost: 400),
            lines: try seller["lines"].map { field throws(ManifestMistake) in
                try each(field, most: 6) { line throws(ManifestMistake) in try line.text(atMost: 400) }
            } ?? [], taxID: try seller["tax_id"]?.text(atMost: 160))
    }

    private static func tax(_ field: ManifestField) throws(ManifestMistake) -> TaxRule {
        let tax = try field.object(["name", "percent", "countries"])
        // Hundredths are read as cents are.
        guard let rate = Money(try tax.required("percent").text(atMost: 5), .eur)?.minor, rate < 10_000 else {
            throw try tax.required("percent").mistake("must be a text such as \"19\" or \"8.10\"")
        }
        return TaxRule(
            name: try tax.required("name").text(atMost: 160), rate: rate,
            countries: try tax["countries"].map { field throws(ManifestMistake) in
                try each(field, most: 250) { country throws(ManifestMistake) in
                    let code = try country.text(atMost: 2)
                    guard code.utf8.count == 2, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
                        throw country.mistake("must be a country's two letters, such as DE")
                    }
                    return code
                }
            } ?? [])
    }

    private static func id(_ field: ManifestField) throws(ManifestMistake) -> String {
        let id = try field.text(atMost: 40)
        let isAllowed = id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isAllowed, id.first?.isLetter == true else {
            throw field.mistake("must begin with a letter and have lower-case letters, digits and hyphens only")
        }
        return id
    }

    private static func wording(_ field: ManifestField) throws(ManifestMistake) -> Wording {
        let words = try field.object(Set(Preference.Language.allCases.map(\.rawValue)))
        var wording: Wording = ["en": try words.required("en").text(atMost: 800)]
        for (language, field) in words.fields { wording[language] = try field.text(atMost: 800) }
        return wording
    }

    private static func prices(_ field: ManifestField) throws(ManifestMistake) -> [Currency: Money] {
        var prices: [Currency: Money] = [:]
        for (name, field) in try field.entries() {
            guard let currency = Currency(rawValue: name) else {
                let known = Currency.allCases.map(\.rawValue).joined(separator: ", ")
                throw field.mistake("is not a currency known here; there is: \(known)")
            }
            guard let price = Money(try field.text(atMost: 16), currency), price.minor > 0 else {
                let example = currency.minorDigits == 0 ? "1500" : "9.90"
                throw field.mistake("must be an amount in quotation marks, such as \"\(example)\"")
            }
            prices[currency] = price
        }
        guard !prices.isEmpty else { throw field.mistake("names no price") }
        return prices
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable>(
        _ field: ManifestField?, _ type: Word.Type
    ) throws(ManifestMistake) -> [Word]? {
        guard let field else { return nil }
        return try each(field, most: 20) { word throws(ManifestMistake) in try word.word(type) }
    }
}
