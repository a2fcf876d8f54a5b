import Domain
import Testing

@testable import Studio

/// Which engine takes a task is decided from the roster alone.
struct EngineChoiceTests {
    private func entry(
        _ name: String, at position: Int = 0, kinds: Set<GenerationTask.Kind> = [.animateMove],
        modes: Set<GenerationTask.Mode> = [.standard, .pro], state: EngineSetting.State = .enabled, rank: Int? = nil,
        _ change: (inout RosterEntry) -> Void = { _ in }
    ) -> RosterEntry {
        var setting = EngineSetting(name: name, state: state)
        if let rank { setting.ranks[.animateMove] = rank }
        var entry = RosterEntry(
            engine: IdleEngine(name, kinds: kinds, modes: modes), setting: setting, position: position)
        change(&entry)
        return entry
    }

    private func chosen(_ entries: [RosterEntry], wish: String? = nil) throws -> String {
        try EngineChoice(kind: .animateMove, mode: .pro, wish: wish).choose(among: entries).name
    }

    @Test func `the lowest rank is asked first, then the order of the list`() throws {
        #expect(try chosen([entry("b", at: 1), entry("a", at: 0)]) == "a")
        #expect(try chosen([entry("a"), entry("b", at: 1, rank: 5)]) == "b")
    }

    @Test func `who cannot do it, takes no tasks or is not configured is passed over`() throws {
        let others = [
            entry("speech", kinds: [.speech]), entry("small", modes: [.standard]), entry("off", state: .disabled),
            entry("leaving", state: .draining),
            entry("bare") { $0.note(.notConfigured(.settingMissing("KEY")), at: nil) },
        ]

        #expect(try chosen(others + [entry("good", at: 9)]) == "good")
        #expect(throws: StudioError.engineUnavailable("no engine of this server can do animate_move now")) {
            try chosen(others)
        }
    }

    @Test func `an engine that is not well is the last resort`() throws {
        let down = entry("down", rank: 1) { $0.note(.unreachable(.noAnswer(of: "It")), at: nil) }
        let failing = entry("failing", rank: 2) {
            $0.setting.trouble = .init(since: Timestamp(milliseconds: 0), reason: .broken("It"))
        }

        #expect(try chosen([down, failing, entry("good", rank: 900)]) == "good")
        #expect(try chosen([failing, down]) == "down")
    }

    @Test func `an engine that costs money is never chosen by itself, only by name or by a rank`() throws {
        let paid = RosterEntry(
            engine: IdleEngine("cloud", needs: EngineNeeds(isPaid: true)), setting: EngineSetting(name: "cloud"),
            position: 1)
        var ranked = paid
        ranked.setting.ranks[.animateMove] = 1

        #expect(throws: StudioError.self) { try chosen([paid]) }
        #expect(try chosen([paid], wish: "cloud") == "cloud")
        #expect(try chosen([entry("own"), ranked]) == "cloud")
    }

    @Test func `a wish is granted or refused, never replaced`() throws {
        let entries = [entry("a", rank: 1), entry("b", at: 1), entry("off", state: .disabled)]

        #expect(try chosen(entries, wish: "b") == "b")
        #expect(throws: StudioError.engineUnavailable("the engine off takes no new tasks at the moment")) {
            try chosen(entries, wish: "off")
        }
        #expect(
            throws: StudioError.invalid(
                field: "engine", reason: "is unknown. Available: a, b, off")
        ) { try chosen(entries, wish: "c") }
        #expect(throws: StudioError.invalid(field: "engine", reason: "s cannot do wan-pro")) {
            try chosen([entry("s", modes: [.standard])], wish: "s")
        }
    }

    @Test func `an engine that failed three times in a row pauses, longer each time, until it succeeds`() {
        let start = Timestamp(milliseconds: 0)
        var breaker = EngineBreaker()

        let first = (0..<2).map { _ in breaker.noteFailure(at: start) }
        #expect(first == [false, false] && breaker.state(at: start) == .closed)
        let third = breaker.noteFailure(at: start)
        #expect(third)
        #expect(breaker.state(at: start + .seconds(29)) == .open)
        #expect(breaker.state(at: start + .seconds(30)) == .trying)
        let fourth = breaker.noteFailure(at: start + .seconds(30))
        #expect(fourth)
        #expect(breaker.state(at: start + .seconds(89)) == .open)
        for _ in 0..<100 { _ = breaker.noteFailure(at: start) }
        #expect(breaker.state(at: start + .seconds(600)) == .trying)
        breaker.noteSuccess()
        #expect(breaker.state(at: start) == .closed)
    }
}
