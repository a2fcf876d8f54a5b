/// What administrators have said of an engine, and what was seen of it.
package struct EngineSetting: Equatable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Takes new tasks and starts them.
        case enabled
        /// Takes no new tasks; finishes those that it has, waiting ones too.
        case draining
        /// Takes and starts nothing; what runs is finished.
        case disabled
    }

    /// Why it is not well.
    package struct Trouble: Equatable, Sendable {
        package var since: Timestamp
        package var reason: Remark

        package init(since: Timestamp, reason: Remark) {
            self.since = since
            self.reason = reason
        }
    }

    package static let slotRange = 1...64
    package static let rankRange = 0...1000
    /// Of a kind for which nothing was said.
    package static let usualRank = 100

    package let name: String
    package var state: State
    /// Tasks at a time; nil takes the engine's own figure.
    package var slots: Int?
    /// The engine with the lowest rank for a kind is asked first.
    package var ranks: [GenerationTask.Kind: Int]
    package var trouble: Trouble?

    package init(
        name: String, state: State = .enabled, slots: Int? = nil, ranks: [GenerationTask.Kind: Int] = [:],
        trouble: Trouble? = nil
    ) {
        self.name = name
        self.state = state
        self.slots = slots
        self.ranks = ranks
        self.trouble = trouble
    }

    package func rank(_ kind: GenerationTask.Kind) -> Int { ranks[kind] ?? Self.usualRank }
}
