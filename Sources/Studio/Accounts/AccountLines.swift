import Domain
import Synchronization

/// Lines of those who try passwords at accounts that many have tried wrong ones at: one attempt a while, whoever makes
/// it, and networks take turns. Guessing from everywhere at once is no faster than from one place, and the owner
/// waits for no more than one attempt of each network.
final class AccountLines: Sendable {
    private struct Line {
        let gate: FairGate<String>
        var users = 0
    }

    /// Networks that wait at one account; more are refused.
    private static let longest = 120

    private let lines = Mutex<[String: Line]>([:])

    /// Runs `work` in its turn, `pause` after the one before.
    /// - Parameter account: what stands for it, such as its address in lower case.
    /// - Throws: ``StudioError/rateLimited(retryAfter:)`` when too many wait, and for a second attempt of one network.
    func pass<Value: Sendable>(
        at account: String, from network: String, pause: Duration, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        let gate = lines.withLock { lines -> FairGate<String>? in
            var line = lines[account] ?? Line(gate: FairGate(places: 1, perOwner: 1, waitingPerOwner: 1))
            guard line.users < Self.longest else { return nil }
            line.users += 1
            lines[account] = line
            return line.gate
        }
        guard let gate else { throw StudioError.rateLimited(retryAfter: .seconds(60)) }
        defer {
            lines.withLock { lines in
                lines[account]?.users -= 1
                if lines[account]?.users == 0 { lines[account] = nil }
            }
        }
        do {
            return try await gate.pass(as: network) {
                try await Task.sleep(for: pause)
                return try await work()
            }
        } catch is FairGate<String>.Full {
            throw StudioError.rateLimited(retryAfter: .seconds(1))
        }
    }
}
