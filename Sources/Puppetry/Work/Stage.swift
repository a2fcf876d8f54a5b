import Foundation

/// One step of a pass on a thread of its own, joined to its owner by a bounded channel, so that decoding, tracking, drawing
/// and encoding overlap. Either the thread produces values, which the owner takes with ``next()``, or it consumes those
/// that the owner gives it with ``send(_:)``. An error ends the stage; its owner meets it at the next call.
final class Stage<Element: Sendable, Outcome> {
    typealias Body = (Channel<Element>) throws(PuppetryError) -> Outcome

    /// Unchecked: written by the thread before the channel is closed, read by the owner after it was found closed.
    private final class State: @unchecked Sendable { var result: Result<Outcome, PuppetryError>? }

    private let channel: Channel<Element>
    private let state = State()
    private let ended = DispatchSemaphore(value: 0)
    private var hasEnded = false

    /// - Parameters:
    ///   - name: of the thread.
    ///   - capacity: values that may wait.
    ///   - body: runs on the thread. What it captures is used by nobody else until the stage has ended, and is released
    ///     before that.
    init(_ name: String, capacity: Int, _ body: @escaping Body) {
        let channel = Channel<Element>(capacity: capacity)
        self.channel = channel
        let (state, ended) = (state, ended)
        nonisolated(unsafe) var handed: Body? = body
        let thread = Thread {
            do throws(PuppetryError) {
                if let body = handed { state.result = .success(try body(channel)) }
            } catch {
                state.result = .failure(error)
            }
            handed = nil
            channel.close()
            ended.signal()
        }
        thread.name = name
        thread.start()
    }

    deinit {
        channel.abandon()
        wait()
    }

    private func wait() {
        guard !hasEnded else { return }
        ended.wait()
        hasEnded = true
    }

    /// The next value of a stage that produces; nil after the last.
    func next() throws(PuppetryError) -> Element? {
        if let element = channel.receive() { return element }
        if case .failure(let error) = state.result { throw error }
        return nil
    }

    /// Gives a stage that consumes its next value.
    func send(_ element: Element) throws(PuppetryError) {
        guard !channel.send(element) else { return }
        _ = try finish()
        throw .cancelled
    }

    /// Waits until a stage that consumes has worked off everything.
    func finish() throws(PuppetryError) -> Outcome {
        channel.close()
        wait()
        guard let result = state.result else { throw .cancelled }
        return try result.get()
    }
}
