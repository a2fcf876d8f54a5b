import Domain
import Studio
import Synchronization

/// Tells what the last verification of all media found. The database is asked before each answer.
final class VerificationMeters: MetricsSource {
    private let verification: Verification
    private let last = Mutex<VerificationReport?>(nil)

    init(verification: Verification) { self.verification = verification }

    func refresh() async {
        // A database that cannot be read is told of elsewhere; the figures stay as they were.
        guard let report = try? await verification.report() else { return }
        last.withLock { $0 = report }
    }

    func families() -> [MetricFamily] {
        guard let report = last.withLock({ $0 }) else { return [] }
        func gauge(_ name: String, _ value: Double) -> MetricFamily {
            MetricFamily(name: name, kind: .gauge, samples: [.init("", MetricLabels([]), value)])
        }
        return [
            gauge("greenroom_verification_progress_ratio", report.pass.progress),
            gauge(
                "greenroom_verification_started_timestamp_seconds", Double(report.pass.startedAt.milliseconds) / 1000),
            gauge("greenroom_verification_lost_files", Double(report.lost)),
            gauge("greenroom_verification_healed_files", Double(report.healed)),
        ]
    }
}
