import DequeModule
import Domain

/// A task that waits, as the order of the queue sees it: nothing else of it is held in memory.
package struct WaitingTask: Hashable, Sendable {
    package let id: TaskID
    package let account: AccountID
    /// Higher goes first.
    package let priority: Int
    package let createdAt: Timestamp

    package init(id: TaskID, account: AccountID, priority: Int, createdAt: Timestamp) {
        self.id = id
        self.account = account
        self.priority = priority
        self.createdAt = createdAt
    }

    package init(_ task: GenerationTask) {
        self.init(id: task.id, account: task.accountID, priority: task.priority, createdAt: task.createdAt)
    }
}

/// Who is next: higher priority first, then one task of each user in turn, then the older one. A plain value, decided
/// without clock or database.
///
/// Every waiting task of a user stands for a turn. Turns are numbered in rounds: a user's next turn is one round after
/// their last, and never in a round that is already over. The order of turns is the order of the queue, so that a
/// position is the rank of a turn and costs no walk over the users. Turns belong to users, not to tasks: which task
/// takes a user's k-th turn is decided by the age of their tasks, and a cancelled task gives up the user's last turn.
package struct FairOrder: Sendable {
    private var lanes: [Int: Lane] = [:]
    /// Priorities with a lane, highest first.
    private var priorities: [Int] = []

    package init() {}

    package private(set) var count = 0

    package var isEmpty: Bool { count == 0 }

    /// All of them, in no order.
    var ids: [TaskID] { lanes.values.flatMap(\.ids) }

    /// When the oldest was submitted, whoever is next.
    var oldest: Timestamp? { lanes.values.compactMap(\.oldest).min() }

    /// The next task.
    package var first: WaitingTask? {
        for priority in priorities {
            guard let (account, task) = lanes[priority]?.first else { continue }
            return WaitingTask(id: task.id, account: account, priority: priority, createdAt: task.createdAt)
        }
        return nil
    }

    /// Adds a task; one that already waits is left where it is.
    /// - Returns: whether it was added.
    @discardableResult
    package mutating func insert(_ task: WaitingTask) -> Bool {
        if lanes[task.priority] == nil {
            lanes[task.priority] = Lane()
            priorities.append(task.priority)
            priorities.sort(by: >)
        }
        let added = lanes[task.priority]?.insert(task) ?? false
        if added { count += 1 }
        return added
    }

    /// - Returns: whether it was waiting.
    @discardableResult
    package mutating func remove(_ task: WaitingTask) -> Bool {
        guard lanes[task.priority]?.remove(task) == true else { return false }
        count -= 1
        dropIfEmpty(task.priority)
        return true
    }

    /// Takes the next task out.
    package mutating func popFirst() -> WaitingTask? {
        for priority in priorities {
            guard let (account, task) = lanes[priority]?.popFirst() else { continue }
            count -= 1
            dropIfEmpty(priority)
            return WaitingTask(id: task.id, account: account, priority: priority, createdAt: task.createdAt)
        }
        return nil
    }

    /// From 1 for the one that is next; nil when it does not wait.
    package func position(of task: WaitingTask) -> Int? {
        guard let rank = lanes[task.priority]?.rank(of: task) else { return nil }
        var before = 0
        for priority in priorities where priority > task.priority { before += lanes[priority]?.count ?? 0 }
        return before + rank + 1
    }

    private mutating func dropIfEmpty(_ priority: Int) {
        guard lanes[priority]?.isEmpty == true else { return }
        lanes[priority] = nil
        priorities.removeAll { $0 == priority }
    }
}

/// The tasks of one priority.
private struct Lane: Sendable {
    private var turns = RankedSet<Turn>()
    private var users: [AccountID: User] = [:]
    /// The round of the turn taken last.
    private var round: UInt64 = 0
    private var sequence: UInt64 = 0

    var count: Int { turns.count }
    var isEmpty: Bool { turns.isEmpty }

    mutating func insert(_ task: WaitingTask) -> Bool {
        // Changed in place: a copy of a user with many tasks would cost as much as they are.
        let aged = Aged(createdAt: task.createdAt, id: task.id)
        guard users[task.account, default: User(lastRound: 0)].add(aged) else { return false }
        sequence += 1
        let turn = Turn(
            round: max(round, (users[task.account]?.lastRound ?? 0) + 1), sequence: sequence, account: task.account)
        users[task.account]?.lastRound = turn.round
        users[task.account]?.turns.append(turn)
        turns.insert(turn)
        return true
    }

    mutating func remove(_ task: WaitingTask) -> Bool {
        guard users[task.account]?.removeTask(Aged(createdAt: task.createdAt, id: task.id)) == true,
            let turn = users[task.account]?.turns.popLast()
        else { return false }
        turns.remove(turn)
        users[task.account]?.lastRound = turn.round - 1
        // Whose last turn is over may be forgotten: they would not get another one in the round in progress.
        if users[task.account]?.isEmpty == true, turn.round <= max(round, 1) { users[task.account] = nil }
        return true
    }

    var ids: [TaskID] { users.values.flatMap(\.ids) }

    var oldest: Timestamp? { users.values.compactMap { $0.oldest?.createdAt }.min() }

    var first: (AccountID, Aged)? {
        guard let turn = turns.first, let oldest = users[turn.account]?.oldest else { return nil }
        return (turn.account, oldest)
    }

    mutating func popFirst() -> (AccountID, Aged)? {
        guard let turn = turns.first, let oldest = users[turn.account]?.takeOldest() else { return nil }
        turns.remove(turn)
        if turn.round > round {
            round = turn.round
            forgetIdleUsers()
        }
        return (turn.account, oldest)
    }

    func rank(of task: WaitingTask) -> Int? {
        guard let turn = users[task.account]?.turn(of: Aged(createdAt: task.createdAt, id: task.id)) else {
            return nil
        }
        return turns.rank(of: turn)
    }

    /// A user without tasks is remembered while their last turn is not over, or they would get another one in its round.
    /// When a round begins the turns before it are over: the users who are left from them go, if they are the most.
    private mutating func forgetIdleUsers() {
        guard users.count > 64, users.count > 2 * turns.count else { return }
        let round = round
        users = users.filter { !$0.value.isEmpty || $0.value.lastRound >= round }
    }
}

private struct Turn: Comparable, Sendable {
    let round: UInt64
    let sequence: UInt64
    let account: AccountID

    static func < (left: Turn, right: Turn) -> Bool {
        (left.round, left.sequence) < (right.round, right.sequence)
    }

    static func == (left: Turn, right: Turn) -> Bool { left.sequence == right.sequence }
}

private struct Aged: Comparable, Sendable {
    let createdAt: Timestamp
    let id: TaskID

    static func < (left: Aged, right: Aged) -> Bool {
        left.createdAt == right.createdAt ? left.id.rawValue < right.id.rawValue : left.createdAt < right.createdAt
    }
}

/// The tasks of one user and their turns: as many of the one as of the other, both in order.
private struct User: Sendable {
    /// The round of the last turn they got.
    var lastRound: UInt64
    var turns: Deque<Turn> = []
    private var tasks: Deque<Aged> = []

    init(lastRound: UInt64) { self.lastRound = lastRound }

    var isEmpty: Bool { tasks.isEmpty }
    var oldest: Aged? { tasks.first }
    var ids: [TaskID] { tasks.map(\.id) }

    mutating func add(_ task: Aged) -> Bool {
        // Nearly always the youngest.
        guard let last = tasks.last, !(last < task) else {
            tasks.append(task)
            return true
        }
        let place = tasks.lowerBound(of: task)
        guard place == tasks.count || tasks[place] != task else { return false }
        tasks.insert(task, at: place)
        return true
    }

    mutating func removeTask(_ task: Aged) -> Bool {
        let place = tasks.lowerBound(of: task)
        guard place < tasks.count, tasks[place] == task else { return false }
        tasks.remove(at: place)
        return true
    }

    mutating func takeOldest() -> Aged? {
        turns.removeFirst()
        return tasks.popFirst()
    }

    func turn(of task: Aged) -> Turn? {
        let place = tasks.lowerBound(of: task)
        guard place < tasks.count, tasks[place] == task else { return nil }
        return turns[place]
    }
}
