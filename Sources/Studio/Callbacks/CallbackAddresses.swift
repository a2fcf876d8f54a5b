import Domain

/// Knows where programs may ask to be told something.
package struct CallbackAddresses: Sendable {
    private let sender: (any CallbackSender)?

    /// - Parameter sender: nil where nobody is told anything.
    package init(sender: (any CallbackSender)? = nil) { self.sender = sender }

    /// Asked before an address is kept. A name is looked up at each call, and refused then when it leads inside.
    /// - Throws: ``StudioError/invalid(field:reason:)``, ``StudioError/offline(field:)``.
    func check(_ url: String, field: String) throws(StudioError) {
        guard let sender else { throw .invalid(field: field, reason: "cannot be called by this server") }
        do { try sender.check(url) } catch {
            switch error {
            case .offline: throw .offline(field: field)
            case .failed, .refused:
                throw .invalid(field: field, reason: "must be a public http or https address without a password")
            }
        }
    }
}

extension OutboxRules {
    /// As Standard Webhooks recommends: within seconds at first, for three days.
    static var callbacks: OutboxRules {
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(5)
        rules.retries.factor = 6
        rules.retries.longestWait = .seconds(8 * 3600)
        rules.attempts = 16
        rules.places = 4
        return rules
    }
}

extension OutboxFailure {
    init(_ fault: CallbackFault) {
        switch fault {
        case .offline: self = .failed("this server works offline")
        case .failed(let reason): self = .failed(reason)
        case .refused(let reason): self = .refused(reason)
        }
    }

    /// What an answer's status means; nil when the message has arrived. 410 says that nothing more is wanted.
    init?(status: Int) {
        switch status {
        case 200..<300: return nil
        case 410: self = .refused("it answered 410")
        default: self = .failed("it answered \(status)")
        }
    }
}
