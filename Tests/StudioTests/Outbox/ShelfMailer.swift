import Domain
import Foundation
import Synchronization

/// A post office in memory.
final class ShelfMailer: Mailer {
    private struct State {
        var letters: [MailMessage] = []
        var moods: [MailError] = []
        var waiters: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// - Parameter moods: what the first attempts end with.
    init(moods: [MailError] = []) { state.withLock { $0.moods = moods } }

    var letters: [MailMessage] { state.withLock { $0.letters } }

    func send(_ message: MailMessage, aboutToEnd: @escaping @Sendable () throws -> Void) async throws(MailError) {
        let mood = state.withLock { $0.moods.isEmpty ? nil : $0.moods.removeFirst() }
        if case .uncertain? = mood { try? await onAnotherThread(aboutToEnd) }
        if let mood { throw mood }
        do { try await onAnotherThread(aboutToEnd) } catch { throw .failed("\(error)") }
        let ready = state.withLock { state in
            state.letters.append(message)
            let ready = state.waiters.filter { $0.0 <= state.letters.count }
            state.waiters.removeAll { $0.0 <= state.letters.count }
            return ready
        }
        for (_, waiter) in ready { waiter.resume() }
    }

    func wait(for count: Int) async {
        await withCheckedContinuation { waiter in
            let isThere = state.withLock { state in
                if state.letters.count < count { state.waiters.append((count, waiter)) }
                return state.letters.count >= count
            }
            if isThere { waiter.resume() }
        }
    }

    private func onAnotherThread(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread { done.resume(with: Result { try body() }) }.start()
        }
    }
}
