import Domain
import Storage

/// Tells services to end what they still do for tasks that have ended without them. Ending what has ended already does no
/// harm, so it may be told twice.
struct RemoteWorkEnder: OutboxHandler {
    let kind = OutboxEntry.Kind.remoteWork
    let roster: Roster

    var rules: OutboxRules {
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(10)
        rules.retries.factor = 2
        rules.retries.longestWait = .seconds(3600)
        return rules
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        guard let (name, work) = entry.remoteWork else { throw .refused("the entry names no work") }
        guard let engine = roster.entry(name)?.engine as? any AttachableEngine else {
            throw .refused("the engine \(name) is not there to end the work")
        }
        do throws(EngineError) {
            try await engine.abandon(work)
        } catch {
            switch error {
            case .refused(_, let message): throw .refused(message.text)
            case .failed(_, let message, _), .uncertain(let message, _): throw .failed(message)
            case .unavailable(let complaint, _): throw .failed(complaint.sentence)
            case .cancelled: throw .interrupted
            }
        }
    }
}
