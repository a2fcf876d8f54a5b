import Domain
import Metrics

/// Counts who was not let in and what was not called, by why. Every reason that is known at the start has its counter
/// from the start, so that the first refusal shows as a change.
package struct Refusals: Sendable {
    package enum SignIn: String, CaseIterable, Sendable {
        /// The e-mail address or the password was wrong.
        case password
        /// There were too many attempts; this one was not looked at.
        case limited
        case suspended
        /// The code of a second factor was wrong, or came too late.
        case code
        /// The code of a second factor was right and had been used before.
        case codeReused = "code_reused"
        /// What waited for its second factor has ended, or never was.
        case ticket
        case passkey
        /// A provider did not vouch; it has counters of its own for why.
        case proof
        /// Nobody began this sign-in here, or it has come back already.
        case state
        /// The refresh token is unknown, or its session is over.
        case refreshToken = "refresh_token"
        /// The refresh token had been exchanged before.
        case refreshTokenReused = "refresh_token_reused"
    }

    package enum Registration: String, CaseIterable, Sendable {
        /// The address has an account, maybe in another spelling.
        case taken
        case closed
        case limited
    }

    package enum Call: String, CaseIterable, Sendable {
        /// The server works offline.
        case offline
        /// The address is not public.
        case address
    }

    private let signIns: ReasonCounters<SignIn>
    private let registrations: ReasonCounters<Registration>
    private let calls: ReasonCounters<Call>
    private let keys: Counter
    private let metrics: any MetricsFactory

    package init(metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
        self.metrics = metrics
        signIns = ReasonCounters("greenroom_refused_sign_ins_total", metrics: metrics)
        registrations = ReasonCounters("greenroom_refused_registrations_total", metrics: metrics)
        calls = ReasonCounters("greenroom_refused_outbound_calls_total", metrics: metrics)
        keys = Counter(label: "greenroom_refused_api_keys_total", factory: metrics)
    }

    package func note(_ reason: SignIn) { signIns.note(reason) }

    package func note(_ reason: Registration) { registrations.note(reason) }

    package func note(_ reason: Call) { calls.note(reason) }

    func noteKey() { keys.increment() }

    /// A provider's word that is not believed.
    func note(_ reason: IdentityError.Rejection, from provider: String) {
        proof(reason, from: provider).increment()
        note(.proof)
    }

    /// Makes the counters of a provider that is set up.
    func expect(_ provider: String) {
        for reason in IdentityError.Rejection.allCases { _ = proof(reason, from: provider) }
    }

    private func proof(_ reason: IdentityError.Rejection, from provider: String) -> Counter {
        Counter(
            label: "greenroom_refused_proofs_total",
            dimensions: [("provider", provider), ("reason", reason.rawValue)], factory: metrics)
    }
}
