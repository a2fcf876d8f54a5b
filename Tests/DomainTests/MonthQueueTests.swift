import Testing

@testable import Domain

/// Months that are bought one after the other. Whoever pays for a month has it, whatever else is bought or given back.
struct MonthQueueTests {
    private static let plans = ["small": 60, "large": 240, "other": 60]

    private func id(_ number: Int) -> OrderID {
        OrderID(UUIDv7(milliseconds: UInt64(number), counter: 1, random: 1))
    }

    private func add(_ number: Int, _ plan: String, to queue: inout MonthQueue) -> BoughtMonth {
        queue.add(
            id(number), gateway: "manual", plan: plan, version: 1, terms: PlanTerms(minutes: Self.plans[plan] ?? 0))
    }

    private func day(_ count: Int) -> Timestamp { Timestamp(milliseconds: Int64(count) * 86_400_000) }

    @Test func `a plan that gives less waits, and one that gives more goes first and puts the rest off`() {
        var queue = MonthQueue([], at: day(0))
        _ = add(1, "small", to: &queue)
        queue = MonthQueue(queue.months, at: day(10))
        _ = add(2, "large", to: &queue)
        _ = add(3, "small", to: &queue)
        _ = add(4, "large", to: &queue)

        #expect(queue.months.map(\.order) == [id(2), id(4), id(1), id(3)])
        #expect(queue.months.map(\.startsAt) == [day(10), day(41), day(0), day(90)])
        #expect(queue.months.map(\.endsAt) == [day(41), day(69), day(90), day(121)])
        let now = queue.subscription(of: AccountID(UUIDv7(milliseconds: 1, counter: 1, random: 1)), after: nil)
        #expect(now?.planID == "large" && now?.endsAt == day(69) && now?.nextPlanID == "small")
        #expect(queue.turnsAt == day(69))
    }

    /// Random purchases and refunds against plain arithmetic.
    @Test(arguments: 0..<60) func `no time that is paid is lost, and none is given twice`(seed: Int) {
        var state = UInt64(seed + 1) &* 0x9e37_79b9_7f4a_7c15 | 1
        func below(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        var (now, bought): (Timestamp, [BoughtMonth]) = (day(0), [])
        var left: [OrderID: Duration] = [:]
        for number in 1...40 {
            var wait = Duration.seconds(below(20 * 86_400))
            now = now + wait
            // Whoever is first has the time.
            for month in bought where wait > .zero {
                let used = min(wait, left[month.order] ?? .zero)
                left[month.order] = (left[month.order] ?? .zero) - used
                wait -= used
            }
            var queue = MonthQueue(bought, at: now)
            if below(3) > 0 {
                let month = add(number, ["small", "large", "other"][below(3)], to: &queue)
                left[month.order] = month.endsAt - month.startsAt
            } else {
                let order = id(1 + below(number))
                let isThere = queue.months.contains { $0.order == order }
                #expect(queue.remove(order) == isThere)
                left[order] = nil
            }
            bought = queue.months

            var begins = now
            for month in bought {
                #expect(month.endsAt - begins == left[month.order], "\(month.order) has another time than was paid")
                begins = month.endsAt
            }
            #expect(Set(bought.map(\.order)) == Set(left.filter { $0.value > .zero }.keys))
            #expect(zip(bought, bought.dropFirst()).allSatisfy { $0.terms.minutes >= $1.terms.minutes })
            // The one of now is the one that began last of those that have begun.
            let begun = bought.filter { $0.startsAt <= now }
            #expect(begun.max { $0.startsAt < $1.startsAt }?.order == bought.first?.order)
        }
    }
}
