import Domain
import GRDB

extension Order.Status: DatabaseValueConvertible {}
extension Order.Dispute: DatabaseValueConvertible {}
extension Currency: DatabaseValueConvertible {}
extension Subscription.Status: DatabaseValueConvertible {}
extension RefundState: DatabaseValueConvertible {}

extension Order {
    init(row: Row) throws {
        let itemID: String = try row.get("itemID")
        let version: Int? = try row.find("planVersion")
        let rate: Int? = try row.find("taxRate")
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"),
            item: version.map { .plan(itemID, version: $0) } ?? .pack(itemID), title: try row.get("title"),
            gateway: try row.get("gateway"), price: Money(try row.get("amount"), try row.get("currency")),
            tax: try rate.map { TaxRule(name: try row.get("taxName"), rate: $0) }, credits: try row.get("credits"),
            creditDays: try row.find("creditDays"), createdAt: try row.get("createdAt"),
            expiresAt: try row.get("expiresAt"))
        renews = try row.get("renews")
        status = try row.get("status")
        session = try row.find("session")
        payment = try row.find("payment")
        invoice = try row.find("invoice")
        if let text: String = try row.find("offer") { offer = try JSONColumn.value(text) }
        refunded = try row.get("refunded")
        takenBack = try row.get("takenBack")
        missed = try row.get("missed")
        dispute = try row.get("dispute")
        frozen = try row.get("frozen")
        givenBy = try row.find("givenBy")
        problem = try row.find("problem")
        number = try row.find("number")
        paidAt = try row.find("paidAt")
    }

    func insert(_ db: Database) throws {
        let (kind, version): (String, Int?) =
            switch item {
            case .pack: ("pack", nil)
            case .plan(_, let version): ("plan", version)
            }
        try db.run(
            OrderStatement.insert,
            [
                "id": id, "accountID": accountID, "itemKind": kind, "itemID": item.id, "planVersion": version,
                "title": title, "gateway": gateway, "amount": price.minor, "currency": price.currency,
                "taxName": tax?.name, "taxRate": tax?.rate, "credits": credits, "creditDays": creditDays,
                "renews": renews,
                "createdAt": createdAt, "expiresAt": expiresAt,
            ])
    }

    func update(_ db: Database) throws {
        try db.run(
            OrderStatement.change,
            [
                "id": id, "status": status, "payment": payment, "offer": try offer.map(JSONColumn.text),
                "refunded": refunded, "takenBack": takenBack, "missed": missed, "dispute": dispute, "frozen": frozen,
                "problem": problem, "number": number, "paidAt": paidAt,
            ])
    }
}

extension Subscription {
    init(row: Row) throws {
        self.init(
            accountID: try row.get("accountID"), gateway: try row.get("gateway"),
            externalID: try row.find("externalID"), customer: try row.find("customer"),
            planID: try row.get("planID"), planVersion: try row.get("planVersion"),
            terms: try JSONColumn.value(try row.get("terms")), status: try row.get("status"),
            startsAt: try row.get("startsAt"), endsAt: try row.get("endsAt"), cancels: try row.get("cancels"),
            nextPlanID: try row.find("nextPlanID"), currency: try row.find("currency"))
    }

    func put(_ db: Database) throws {
        try db.run(
            SubscriptionStatement.put,
            [
                "accountID": accountID, "gateway": gateway, "externalID": externalID, "customer": customer,
                "planID": planID, "planVersion": planVersion, "status": status, "startsAt": startsAt,
                "endsAt": endsAt, "cancels": cancels, "nextPlanID": nextPlanID,
            ])
    }

    /// Its minutes in this period.
    func openPeriod(_ db: Database) throws {
        try db.open(
            Charge.Allowance(startsAt: startsAt, endsAt: endsAt + Self.grace, includedMs: terms.includedMs),
            of: accountID)
    }
}
