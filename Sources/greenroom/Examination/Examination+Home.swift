import Domain
import Foundation
import Storage
import Studio

extension Examination {
    func disk() -> Finding {
        var place = settings.home
        while !FileManager.default.fileExists(atPath: place) && place != "/" {
            place = (place as NSString).deletingLastPathComponent
        }
        guard let facts = try? FileManager.default.attributesOfFileSystem(forPath: place),
            let free = facts[.systemFreeSize] as? Int64
        else { return .init(what: "disk", verdict: .wrong, says: "\(place) cannot be read") }
        let gibibytes = Double(free) / 1_073_741_824
        let text = String(format: "%.1f GiB free at %@", gibibytes, settings.home)
        guard access(place, W_OK) == 0 else {
            return .init(what: "disk", verdict: .wrong, says: "\(place) is not writable for this user")
        }
        return .init(what: "disk", verdict: gibibytes < 2 ? .warning : .ok, says: text)
    }

    func database() -> [Finding] {
        let path = settings.home + "/greenroom.db"
        guard FileManager.default.fileExists(atPath: path) else {
            return [.init(what: "database", verdict: .ok, says: "none yet at \(settings.home)")]
        }
        do {
            let inspection = try DatabaseInspection(path: path)
            guard inspection.problems.isEmpty else {
                let problems = inspection.problems.prefix(3).joined(separator: "; ")
                return [.init(what: "database", verdict: .wrong, says: problems)]
            }
            let whole = "whole; \(inspection.migrations.count) migrations applied"
            return [.init(what: "database", verdict: .ok, says: whole), outbox(inspection.outbox)]
                + inspection.mirrors.filter { $0.isActive || $0.leaving > 0 }.map(mirror)
                + [inspection.verification].compactMap(\.self).map(verification)
        } catch {
            return [.init(what: "database", verdict: .wrong, says: "\(path) cannot be opened: \(Cause(error))")]
        }
    }

    func media() async -> [Finding] {
        guard FileManager.default.fileExists(atPath: settings.home + "/media") else { return [] }
        let blobs = BlobStore(home: settings.home)
        var findings: [Finding] = []
        do {
            let aside = try await blobs.quarantined().count
            if aside > 0 {
                findings.append(
                    .init(
                        what: "quarantine", verdict: .warning,
                        says: "\(aside) files that the database does not know, in \(settings.home)/quarantine for "
                            + "\(BlobStore.quarantineDays) days"))
            }
            if isDeep {
                let (count, damaged) = try await blobs.verify()
                findings.append(
                    .init(
                        what: "files", verdict: damaged.isEmpty ? .ok : .wrong,
                        says: damaged.isEmpty
                            ? "\(count) read, all whole"
                            : "\(damaged.count) of \(count) are damaged, the first is \(damaged[0].hex); upload them again"
                    ))
            }
        } catch {
            findings.append(.init(what: "files", verdict: .wrong, says: "the media cannot be read: \(Cause(error))"))
        }
        return findings
    }

    /// How far behind a mirror is: an hour is too far.
    func mirror(_ standing: MirrorStanding) -> Finding {
        func minutes(since moment: Timestamp?) -> Int64 {
            moment.map { max(0, Timestamp.now().milliseconds - $0.milliseconds) / 60_000 } ?? 0
        }
        let what = "mirror \(standing.name)"
        let leavingMinutes = minutes(since: standing.oldestLeaving)
        let leaving = "\(standing.leaving) deleted files still to be removed"
        guard standing.isActive else {
            let place = standing.place.map { " from \($0)" } ?? ""
            return .init(
                what: what, verdict: .warning,
                says: "not in the settings, \(leaving)\(place): set it again until they are, or remove them by hand")
        }
        let waitingMinutes = minutes(since: standing.oldest)
        let copied = standing.place.map { "copied to \($0)" } ?? "copied"
        var parts = ["\(standing.copies) files (\(ByteText.of(standing.copiedBytes))) \(copied)"]
        if standing.waiting > 0 {
            let bytes = ByteText.of(standing.waitingBytes)
            parts.append("\(standing.waiting) files (\(bytes)) waiting, the oldest for \(waitingMinutes) min")
        }
        if standing.leaving > 0 { parts.append("\(leaving), the oldest for \(leavingMinutes) min") }
        if parts.count == 1 { parts.append("up to date") }
        return .init(
            what: what, verdict: max(waitingMinutes, leavingMinutes) >= 60 ? .warning : .ok,
            says: parts.joined(separator: ", "))
    }

    func verification(_ report: VerificationReport) -> Finding {
        let days = max(0, (Timestamp.now() - report.pass.startedAt).components.seconds / 86_400)
        let begun = "\(report.pass.status.rawValue), begun \(days) days ago"
        guard report.lost > 0 else {
            let isBad = report.pass.status == .failed || !report.silent.isEmpty
            let silent = report.silent.keys.sorted().map { "; \($0) could not be asked" }.joined()
            return .init(
                what: "verification", verdict: isBad ? .warning : .ok,
                says: "\(begun): \(report.found) files were damaged or missing, all mended\(silent)")
        }
        return .init(
            what: "verification", verdict: .wrong,
            says: "\(begun): \(report.lost) files are damaged or missing without a copy, the first is "
                + "\(report.faults.first?.blob.hex ?? "unknown"); see greenroom verify --status")
    }

    /// Nothing for a home that is new.
    func backups() async -> [Finding] {
        guard FileManager.default.fileExists(atPath: settings.home + "/greenroom.db") else { return [] }
        let shelf = settings.backupAddress.shelf(.online)
        do {
            let listed = try await BlockingIO(threads: 1).run { try shelf.list() }
            guard let newest = listed.first(where: { !$0.name.isBeforeUpgrade }) else {
                return [.init(what: "backups", verdict: .warning, says: "none in \(shelf.place)")]
            }
            let age = Timestamp.now() - newest.name.madeAt
            let isOld = settings.backups.every.map { age > $0 * 2 } ?? false
            let secrets = newest.name.isSealed ? "sealed" : "without secrets: set GREENROOM_BACKUP_PASSPHRASE"
            return [
                .init(
                    what: "backups", verdict: isOld ? .warning : .ok,
                    says: "the newest is \(age.components.seconds / 3600) h old, \(secrets), in \(shelf.place)")
            ]
        } catch {
            return [.init(what: "backups", verdict: .wrong, says: "\(shelf.place) cannot be read: \(Cause(error))")]
        }
    }

    /// What should have happened outside and has not: something that has waited for an hour, or was given up.
    func outbox(_ backlog: [OutboxEntry.Kind: OutboxBacklog]) -> Finding {
        let now = Timestamp.now()
        var (isLate, texts) = (false, [String]())
        for (kind, entries) in backlog.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if entries.waiting > 0, let oldest = entries.oldest {
                let minutes = max(0, now.milliseconds - oldest.milliseconds) / 60_000
                isLate = isLate || minutes >= 60
                texts.append("\(kind.rawValue): \(entries.waiting) waiting, the oldest for \(minutes) min")
            }
            if entries.givenUp > 0 {
                isLate = true
                texts.append("\(kind.rawValue): \(entries.givenUp) given up, see GET /api/v1/admin/outbox")
            }
        }
        return .init(
            what: "outbox", verdict: isLate ? .warning : .ok,
            says: texts.isEmpty ? "empty" : texts.joined(separator: "; "))
    }

    func configuration() -> Finding {
        let text =
            "ENV \(settings.environment), \(settings.tls.scheme)://\(settings.host):\(settings.port), log level \(settings.log.level)"
            + ", built-in slots \(settings.builtinSlots)" + (settings.queuePaused ? ", queue paused" : "")
        return .init(what: "settings", verdict: .ok, says: text)
    }
}
