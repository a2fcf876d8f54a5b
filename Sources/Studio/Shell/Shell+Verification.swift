import Domain
import Storage

extension Shell {
    func verify(_ readingMirrors: Bool) async throws -> ShellAnswer {
        let live = try running()
        let report = try await live.verification.begin(readingMirrors: readingMirrors)
        guard report.pass.checkpoint.isEmpty else { return Self.answer(about: report) }
        return ShellAnswer("The server verifies all media in the background; greenroom verify --status tells how far.")
    }

    func verification() async throws -> ShellAnswer {
        guard let report = try await store.verificationReport(faults: 1000) else {
            return ShellAnswer("The media were never verified.")
        }
        return Self.answer(about: report, mirrors: try await store.mirrorStandings())
    }

    /// What a verification has found, as a sentence and a table, with what mirrors have that should be gone.
    package static func answer(about report: VerificationReport, mirrors: [MirrorStanding] = []) -> ShellAnswer {
        let (pass, tally) = (report.pass, report.pass.tally)
        let standing =
            switch pass.status {
            case .running: "under way since \(pass.startedAt.rfc3339), \(Int(pass.progress * 100)) %"
            case .finished: "finished \((pass.finishedAt ?? pass.startedAt).rfc3339)"
            case .failed: "given up: \(pass.failure ?? "")"
            }
        var lines = [
            "\(standing): \(tally.files) files on disk, \(tally.copies) copies in mirrors",
            "\(report.damaged) damaged, \(report.missing) missing, \(report.healed) of them mended; \(report.stray) stray",
        ]
        lines += report.silent.sorted { $0.key < $1.key }.map {
            "the mirror \($0.key) could not be asked about everything: \($0.value)"
        }
        lines += mirrors.filter { $0.leaving > 0 }.map { mirror in
            "the mirror \(mirror.name) still has \(mirror.leaving) deleted files"
                + (mirror.oldestLeaving.map { ", the first since \($0.rfc3339)" } ?? "")
                + (mirror.isActive ? "" : "; no setting names \(mirror.place ?? "it")")
        }
        let rows = report.faults.map { fault in
            [
                fault.kind.rawValue, fault.place, fault.blob.hex,
                fault.remedy.map(words(for:)) ?? "nothing could be done",
            ]
        }
        return ShellAnswer(
            lines.joined(separator: "\n"), columns: rows.isEmpty ? [] : ["fault", "place", "sha256", "remedy"],
            rows: rows)
    }

    private static func words(for remedy: VerificationFault.Remedy) -> String {
        switch remedy {
        case .fetched: "brought back from a mirror"
        case .queued: "copied anew by the server"
        case .putAside: "put into the quarantine"
        }
    }
}
