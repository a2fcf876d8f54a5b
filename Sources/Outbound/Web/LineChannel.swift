import Foundation
import Synchronization

/// Between libcurl and somebody who takes lines, or other texts, at their own pace: libcurl pauses while much lies here.
final class LineChannel: BodySink, @unchecked Sendable {
    /// In bytes: above the first libcurl pauses, below the second it continues.
    private static let (high, low) = (256 << 10, 64 << 10)

    fileprivate struct State {
        var start: Result<WebClient.Outcome, WebError>?
        var starter: CheckedContinuation<Result<WebClient.Outcome, WebError>, Never>?
        var lines: [String] = []
        /// How many of the lines were handed out; they are removed in bulk.
        var taken = 0
        var bytes = 0
        var end: Result<Void, WebError>?
        var isPaused = false
        var taker: CheckedContinuation<Void, Never>?
        var resume: @Sendable () -> Void = {}
    }

    private let state = Mutex(State())
    // The loop's thread only.
    private var cutter: any TextCutter

    init(_ cutter: any TextCutter) { self.cutter = cutter }

    var takesRefusals: Bool { false }

    func begin(_ head: WebHead, resume: @escaping @Sendable () -> Void) {
        state.withLock { $0.resume = resume }
        settleStart(.success(WebClient.Outcome(head: head, refusal: Data(), url: "")))
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws(WebError) -> CurlTransfer.Taking {
        let isFull = state.withLock { state in
            state.isPaused = state.bytes >= Self.high
            return state.isPaused
        }
        if isFull { return .pause }
        guard let lines = cutter.take(bytes) else { throw .unreachable("a line of the answer is too long") }
        add(lines)
        return .all
    }

    /// The transfer has ended; called after the last of everything else.
    func finish(_ outcome: Result<WebClient.Outcome, WebError>) {
        if case .success = outcome, let last = cutter.last() { add([last]) }
        let taker = state.withLock { state in
            state.end = outcome.map { _ in }
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume()
        settleStart(outcome)
    }

    /// Waits for the answer's head.
    func start() async -> Result<WebClient.Outcome, WebError> {
        await withCheckedContinuation { starter in
            let start = state.withLock { state in
                if state.start == nil { state.starter = starter }
                return state.start
            }
            if let start { starter.resume(returning: start) }
        }
    }

    /// The next line; nil after the last. For one caller at a time.
    func next() async throws(WebError) -> String? {
        while true {
            let (line, end, resume) = state.withLock { $0.take(low: Self.low) }
            resume?()
            if let line { return line }
            if let end {
                try end.get()
                return nil
            }
            await withCheckedContinuation { (taker: CheckedContinuation<Void, Never>) in
                let isThere = state.withLock { state in
                    if state.taken < state.lines.count || state.end != nil { return true }
                    state.taker = taker
                    return false
                }
                if isThere { taker.resume() }
            }
        }
    }

    private func add(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        let taker = state.withLock { state in
            state.lines.append(contentsOf: lines)
            state.bytes += lines.reduce(0) { $0 + $1.utf8.count + 16 }
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume()
    }

    private func settleStart(_ start: Result<WebClient.Outcome, WebError>) {
        let starter = state.withLock { state in
            if state.start == nil { state.start = start }
            defer { state.starter = nil }
            return state.starter
        }
        starter?.resume(returning: start)
    }
}

extension LineChannel.State {
    /// The next line, or else how the transfer ended; and who must be told that there is room again.
    fileprivate mutating func take(low: Int) -> (String?, Result<Void, WebError>?, (@Sendable () -> Void)?) {
        guard taken < lines.count else { return (nil, end, nil) }
        let line = lines[taken]
        taken += 1
        bytes -= line.utf8.count + 16
        if taken == lines.count {
            lines.removeAll(keepingCapacity: true)
            taken = 0
        } else if taken >= 1024 {
            lines.removeFirst(taken)
            taken = 0
        }
        guard isPaused, bytes < low else { return (line, nil, nil) }
        isPaused = false
        return (line, nil, resume)
    }
}
