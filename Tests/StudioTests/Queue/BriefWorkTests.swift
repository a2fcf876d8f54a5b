import Domain
import Testing
import TestSupport

@testable import Studio

/// Whoever waits to hear a voice does not wait for somebody's film.
struct BriefWorkTests {
    private let board = QueueBoard(
        roster: Roster(
            engines: [IdleEngine(needs: EngineNeeds(brief: [.speech: 1]))],
            steady: { [clock = SteadyClock()] in clock.now }),
        steady: { [clock = SteadyClock()] in clock.now })
    private let account: AccountID = sampleIDs.next()

    private func add(_ kind: GenerationTask.Kind, _ seconds: Double?) -> GenerationTask {
        let before = board.waitingCount + board.runningCount
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: account, kind: kind, engine: "builtin", mode: .standard, title: "t",
            inputs: .init(), createdAt: .sample + .seconds(before), estimatedSeconds: seconds)
        _ = board.add(task)
        return task
    }

    private func start() -> TaskID? { board.takeNext()?.task.id }

    @Test func `a voice is heard while a rendering is under way, one at a time`() {
        let film = add(.talkingVideo, 600)
        #expect(start() == film.id)
        let (first, second) = (add(.speech, 0.4), add(.speech, 0.4))
        let next = add(.animateMove, 300)

        #expect(start() == first.id && start() == nil)
        #expect(board.standing(of: second).position == 1 && board.standing(of: next).position == 1)
        board.ended(first.id, succeeded: true)
        #expect(start() == second.id && start() == nil)
        board.ended(film.id, succeeded: true)
        #expect(start() == next.id)
    }

    @Test func `speech that takes long waits its turn with the rest`() {
        let film = add(.talkingVideo, 600)
        #expect(start() == film.id)
        let (long, unknown, short) = (add(.speech, 20), add(.speech, nil), add(.animateMove, 0.5))

        #expect(start() == nil)
        #expect([long, unknown, short].map { board.standing(of: $0).position } == [1, 2, 3])
    }

    @Test func `a free slot is not left idle while short speeches wait, but longer work goes before them`() {
        let (first, second, third) = (add(.speech, 0.4), add(.speech, 0.4), add(.speech, 0.4))

        #expect([start(), start(), start()] == [first.id, second.id, nil])
        let film = add(.animateMove, 300)
        board.ended(second.id, succeeded: true)
        #expect([start(), start()] == [film.id, nil])
        board.ended(first.id, succeeded: true)
        #expect(start() == third.id && board.waitingCount == 0)
    }
}
