import Domain

/// How a job stands at a service.
enum RemoteStanding<End: Sendable>: Sendable {
    /// - Parameter ahead: jobs before it, where the service tells.
    case waiting(ahead: Int?)
    /// - Parameter progress: 0...1, where the service tells.
    case running(stage: String, progress: Double?)
    case ended(End)
}

/// Asks a service how a job stands until that has ended.
struct RemoteFollower: Sendable {
    let title: String
    let pace: PollPace
    /// How long the service may not answer before the job is left to be taken up later.
    var patience: Duration = .seconds(600)
    /// After this a job is not waited for any longer.
    var longest: Duration = .seconds(24 * 3600)
    private let bell = FollowerBell()
    /// News that follow upon each other are one question.
    private static let breath: Duration = .milliseconds(200)

    init(title: String, pace: PollPace) {
        self.title = title
        self.pace = pace
    }

    /// Whoever follows the work asks at once.
    func hear(of work: RemoteWork) { bell.ring(work.id) }

    /// - Parameters:
    ///   - expected: seconds; tells progress where the service does not.
    ///   - fault: what a refusal means that asking again does not mend.
    func follow<End: Sendable>(
        _ work: RemoteWork, expected: Double, report: @escaping @Sendable (EngineReport) -> Void,
        fault: (ServiceFault) -> EngineError, ask: () async throws(ServiceFault) -> RemoteStanding<End>
    ) async throws(EngineError) -> End {
        let clock = ContinuousClock()
        let start = clock.now
        var (asked, lastAnswer, begun) = (0, start, ContinuousClock.Instant?.none)
        var said = ""
        bell.hang(work.id)
        defer { bell.takeDown(work.id) }
        while true {
            asked += 1
            var wait = pace.wait(after: asked, chance: .random(in: 0..<1))
            do throws(ServiceFault) {
                switch try await ask() {
                case .ended(let end): return end
                case .waiting(let ahead):
                    let words = ahead.map { "waiting at \(title) behind \($0)" } ?? "waiting at \(title)"
                    if words != said { report(.log(words)) }
                    said = words
                    report(.progress(stage: "waiting", progress: 0))
                case .running(let stage, let progress):
                    let moment = begun ?? clock.now
                    begun = moment
                    let guess = Self.guess(after: clock.now - moment, of: expected)
                    report(.progress(stage: stage, progress: progress ?? guess))
                }
                lastAnswer = clock.now
            } catch {
                guard error.isPassing else { throw fault(error) }
                guard clock.now - lastAnswer < patience else {
                    throw .unavailable(.noAnswer(of: title), detail: error.detail)
                }
                if case .refusal(let refusal) = error, let after = refusal.retryAfter {
                    wait = max(wait, .seconds(min(after, 300)))
                }
            }
            guard clock.now - start < longest else {
                throw .failed(
                    code: "timed_out", message: "\(title) did not finish the job.", detail: "no end after \(longest)")
            }
            if await bell.wait(for: work.id, upTo: wait) {
                // What has just happened there may not be told everywhere yet.
                asked = 0
                try? await Task.sleep(for: min(Self.breath, pace.first))
            }
            if Task.isCancelled { throw .cancelled }
        }
    }

    /// Moves ahead as long as it lasts and never arrives: half of what is left for each time that was expected.
    private static func guess(after time: Duration, of expected: Double) -> Double {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        guard expected > 0, seconds > 0 else { return 0.01 }
        let share = seconds / expected
        return min(0.98, share < 0.8 ? share : 0.8 + 0.18 * (1 - 1 / (1 + (share - 0.8) * 2)))
    }
}
