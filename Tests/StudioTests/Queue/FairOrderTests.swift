import Domain
import Testing
import TestSupport

@testable import Studio

/// Nobody's hundred tasks make anybody else wait for all of them.
@Suite struct FairOrderTests {
    private let anna: AccountID = sampleIDs.next()
    private let ben: AccountID = sampleIDs.next()

    private func task(_ account: AccountID, at second: Int, priority: Int = 0) -> WaitingTask {
        WaitingTask(
            id: sampleIDs.next(), account: account, priority: priority, createdAt: .sample + .seconds(second))
    }

    private func drained(_ order: FairOrder) -> [WaitingTask] {
        var order = order
        var all: [WaitingTask] = []
        while let next = order.popFirst() { all.append(next) }
        return all
    }

    @Test func `users take turns, each with the oldest first`() {
        var order = FairOrder()
        let first = (0..<3).map { task(anna, at: $0) }
        let late = (10..<12).map { task(ben, at: $0) }
        for one in first + late { order.insert(one) }

        #expect(drained(order) == [first[0], late[0], first[1], late[1], first[2]])
    }

    @Test func `who comes back at once after a turn does not take another one's`() {
        var order = FairOrder()
        let waiting = (0..<5).map { task(ben, at: $0) }
        for one in waiting { order.insert(one) }
        order.insert(task(anna, at: 0))

        var sequence: [AccountID] = []
        for second in 1..<6 {
            guard let next = order.popFirst() else { break }
            sequence.append(next.account)
            if next.account == anna { order.insert(task(anna, at: second)) }
        }

        #expect(sequence == [ben, anna, ben, anna, ben])
    }

    @Test func `a higher priority goes before all turns`() {
        var order = FairOrder()
        let ordinary = task(anna, at: 0)
        let urgent = task(ben, at: 9, priority: 5)
        order.insert(ordinary)
        order.insert(urgent)

        #expect(order.position(of: urgent) == 1)
        #expect(order.position(of: ordinary) == 2)
        #expect(drained(order) == [urgent, ordinary])
    }

    @Test func `cancelling tasks gives up the last turns, not the next ones`() {
        var order = FairOrder()
        let many = (0..<100).map { task(anna, at: $0) }
        for one in many { order.insert(one) }
        for one in many.prefix(99) { order.remove(one) }
        let others = (0..<50).map { task(ben, at: 200 + $0) }
        for one in others { order.insert(one) }

        #expect(order.position(of: many[99]) == 1)
        #expect(order.count == 51)
    }

    @Test func `a task that is there already keeps its place`() {
        var order = FairOrder()
        let one = task(anna, at: 0)

        let (added, addedAgain) = (order.insert(one), order.insert(one))
        let removedStranger = order.remove(task(anna, at: 0))

        #expect(added && !addedAgain && !removedStranger)
        #expect(drained(order) == [one])
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func `the position told is the place at which a task is taken, whatever happened before`(seed: UInt64) {
        var chance = SeededChance(state: seed)
        let accounts = (0..<7).map { _ in sampleIDs.next() as AccountID }
        var order = FairOrder()
        var waiting: [WaitingTask] = []
        for second in 0..<1500 {
            switch Int.random(in: 0..<10, using: &chance) {
            case 0..<6:
                let account = accounts[Int.random(in: 0..<7, using: &chance)]
                let new = task(
                    account, at: second, priority: Int.random(in: 0..<8, using: &chance) == 0 ? 1 : 0)
                order.insert(new)
                waiting.append(new)
            case 6..<8 where !waiting.isEmpty:
                let gone = waiting.remove(at: Int.random(in: 0..<waiting.count, using: &chance))
                let wasThere = order.remove(gone)
                #expect(wasThere)
            default:
                if let next = order.popFirst() { waiting.removeAll { $0 == next } }
            }
        }

        let positions = waiting.map { order.position(of: $0) }
        let sequence = drained(order)

        #expect(order.count == waiting.count && sequence.count == waiting.count)
        for (task, position) in zip(waiting, positions) {
            #expect(position == sequence.firstIndex(of: task).map { $0 + 1 })
        }
    }

    @Test func `ranks stay right over many chunks`() {
        var chance = SeededChance(state: 9)
        var set = RankedSet<Int>()
        let numbers = Array(0..<5000).shuffled(using: &chance)
        for number in numbers { set.insert(number) }
        for number in numbers where number.isMultiple(of: 3) { set.remove(number) }

        #expect(set.count == 3333)
        #expect(set.first == 1)
        for number in stride(from: 0, to: 5000, by: 7) {
            #expect(set.rank(of: number) == (0..<number).count { !$0.isMultiple(of: 3) })
        }
    }
}

/// The same chances in each run. After Sebastiano Vigna, "splitmix64" (2015).
struct SeededChance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
