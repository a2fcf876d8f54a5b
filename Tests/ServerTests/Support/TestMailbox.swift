import Domain
import Foundation
import Synchronization

/// The post office and everybody's mailbox.
final class TestMailbox: Mailer {
    private struct State {
        var letters: [MailMessage] = []
        var refused: Set<String> = []
        var waiters: [(recipient: String, resume: CheckedContinuation<MailMessage, Never>)] = []
    }

    private let state = Mutex(State())

    /// Takes no letters for the recipient, or takes them again.
    func refuse(_ recipient: String, _ isRefused: Bool = true) {
        state.withLock { state in
            if isRefused { state.refused.insert(recipient) } else { state.refused.remove(recipient) }
        }
    }

    func send(_ message: MailMessage, aboutToEnd: @escaping @Sendable () throws -> Void) async throws(MailError) {
        if state.withLock({ $0.refused.contains(message.recipient) }) {
            throw .refused("550 \(message.recipient) is unknown")
        }
        let waiter = state.withLock { state in
            guard let place = state.waiters.firstIndex(where: { $0.recipient == message.recipient }) else {
                state.letters.append(message)
                return CheckedContinuation<MailMessage, Never>?.none
            }
            return state.waiters.remove(at: place).resume
        }
        waiter?.resume(returning: message)
    }

    /// Takes the oldest letter out, or waits for one.
    func next(for recipient: String) async -> MailMessage {
        await withCheckedContinuation { waiter in
            let letter = state.withLock { state in
                guard let place = state.letters.firstIndex(where: { $0.recipient == recipient }) else {
                    state.waiters.append((recipient, waiter))
                    return MailMessage?.none
                }
                return state.letters.remove(at: place)
            }
            if let letter { waiter.resume(returning: letter) }
        }
    }

    /// The token of the link in the next letter.
    func nextToken(for recipient: String) async -> String {
        let text = await next(for: recipient).text
        guard let start = text.firstRange(of: "token=") else { return "" }
        return String(text[start.upperBound...].prefix { !$0.isWhitespace })
    }
}
