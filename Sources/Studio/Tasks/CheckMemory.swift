import Domain
import Synchronization

/// What engines have said lately about work that they would take, by its fingerprint: who writes a film is told its cost
/// after every pause, and most of its scenes have not changed.
final class CheckMemory: Sendable {
    private struct Answer {
        let estimate: EngineEstimate
        let at: Timestamp
    }

    private static let capacity = 512
    /// Voices and models come and go.
    private static let lifetime: Duration = .seconds(600)

    private let answers = Mutex<[String: Answer]>([:])

    func answer(about fingerprint: String, at moment: Timestamp) -> EngineEstimate? {
        answers.withLock { answers in
            guard let known = answers[fingerprint] else { return nil }
            guard moment >= known.at, moment < known.at + Self.lifetime else {
                answers[fingerprint] = nil
                return nil
            }
            return known.estimate
        }
    }

    func keep(_ estimate: EngineEstimate, about fingerprint: String, at moment: Timestamp) {
        answers.withLock { answers in
            if answers.count >= Self.capacity { answers.removeAll(keepingCapacity: true) }
            answers[fingerprint] = Answer(estimate: estimate, at: moment)
        }
    }
}
