import Domain
import Foundation
import Storage

/// Our books and the gateway's own, held against each other.
extension Payments {
    /// Holds a day of our books against the gateway's own: what was paid, and what was given back.
    /// - Parameter day: `2026-11-21`, in the gateway's time. A refund belongs to the day on which it was asked for.
    package func differences(on day: String, at gatewayID: String) async throws -> [Difference] {
        guard let gateway = gateway(gatewayID) as? any StatementGateway else {
            throw StudioError.invalid(field: "method", reason: "has no daily statements")
        }
        // Days of WeChat Pay are those of Beijing.
        guard let start = Self.midnight(day) else {
            throw StudioError.invalid(field: "date", reason: "must be a day such as 2026-11-21")
        }
        let lines: [StatementLine]
        do { lines = try await gateway.statement(of: day) } catch {
            throw refusal(error, gateway: gateway.facts.name)
        }
        let until = start + .seconds(86_400)
        let orders = try await store.orders(of: gatewayID, paidFrom: start, until: until)
        let refunds = try await store.refunds(at: gatewayID, from: start, until: until)
        let paid = Self.differences(
            .paid, ours: orders.map { ($0.id, $0.price) }, theirs: lines.map { ($0.reference, $0.paid) })
        let returned = Self.differences(
            .refunded, ours: refunds, theirs: lines.map { ($0.reference, $0.refunded) })
        return paid + returned
    }

    /// Of one order.
    package struct Difference: Equatable, Sendable {
        package enum What: String, CaseIterable, Sendable { case paid, refunded }

        package let what: What
        /// Ours; else the gateway's own number.
        package let order: String
        /// Whether it is one of ours.
        package let isKnown: Bool
        package let here: Money
        package let there: Money
    }

    /// - Parameter theirs: by the order's number as the gateway was told it.
    private static func differences(
        _ what: Difference.What, ours: [(order: OrderID, sum: Money)], theirs: [(number: String, sum: Money)]
    ) -> [Difference] {
        let orders = Dictionary(ours.map { ($0.order.rawValue.replacing("-", with: ""), $0.order) }) { first, _ in first
        }
        let here = sums(ours.map { ($0.order.rawValue.replacing("-", with: ""), $0.sum) })
        var there = sums(theirs)
        let known = here.sorted { $0.key < $1.key }.compactMap { number, sum -> Difference? in
            let other = there.removeValue(forKey: number) ?? Money(0, sum.currency)
            guard sum != other, let order = orders[number] else { return nil }
            return Difference(what: what, order: order.rawValue, isKnown: true, here: sum, there: other)
        }
        let unknown = there.sorted { $0.key < $1.key }.map { number, sum in
            Difference(what: what, order: number, isKnown: false, here: Money(0, sum.currency), there: sum)
        }
        return known + unknown
    }

    /// By number; nothing where there is no money.
    private static func sums(_ entries: [(number: String, sum: Money)]) -> [String: Money] {
        var sums: [String: Money] = [:]
        for entry in entries where entry.sum.minor > 0 {
            let (total, isTooMuch) = (sums[entry.number]?.minor ?? 0).addingReportingOverflow(entry.sum.minor)
            sums[entry.number] = Money(isTooMuch ? .max : total, entry.sum.currency)
        }
        return sums
    }

    private static func midnight(_ day: String) -> Timestamp? {
        guard let parts = day.wholeMatch(of: /(\d{4})-(\d{2})-(\d{2})/)?.output else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt
        let wanted = DateComponents(year: Int(parts.1), month: Int(parts.2), day: Int(parts.3))
        guard wanted.isValidDate(in: calendar), let date = calendar.date(from: wanted) else { return nil }
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
    }
}
