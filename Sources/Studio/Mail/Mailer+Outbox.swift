import Domain

extension OutboxRules {
    /// Of whatever is sent as a letter.
    static var letters: OutboxRules {
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(30)
        rules.retries.factor = 2
        rules.retries.longestWait = .seconds(3600)
        return rules
    }
}

extension Mailer {
    /// Sends a letter of the outbox, never twice: before its end is handed over, that is noted.
    func send(_ message: MailMessage, _ handover: Handover) async throws(OutboxFailure) {
        do {
            try await send(message) { try handover.noteAndWait() }
        } catch {
            switch error {
            case .failed(let reason): throw .failed(reason)
            case .refused(let reason): throw .refused(reason)
            case .uncertain(let reason): throw .uncertain(reason)
            }
        }
    }
}
