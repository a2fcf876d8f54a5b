import Domain

/// A verification of all media as administrators see it.
struct VerificationBody: Body, Sendable {
    let report: VerificationReport

    static var name: String? { "StorageVerification" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.report.pass.id }
        fields.add("status") { $0.report.pass.status }
        fields.add("reason", "`command`: by `greenroom verify`.") { $0.report.pass.reason }
        fields.add("reads_mirrors", "Whether copies in mirrors are fetched and read, not only asked about.") {
            $0.report.pass.readsMirrors
        }
        fields.add("progress", "From 0 to 1.") { $0.report.pass.progress }
        fields.add("started_at") { $0.report.pass.startedAt }
        fields.add("finished_at") { $0.report.pass.finishedAt }
        fields.add("last_error", "Why it was given up.") { $0.report.pass.failure }
        fields.add("files", "Files that were read on the disk.") { $0.report.pass.tally.files }
        fields.add("bytes") { $0.report.pass.tally.bytes }
        fields.add("copies", "Copies that mirrors were asked about.") { $0.report.pass.tally.copies }
        fields.add("damaged", "Other bytes than there should be.") { $0.report.damaged }
        fields.add("missing") { $0.report.missing }
        fields.add("healed", "Of the damaged and missing, those that came back from a copy, or get copied anew.") {
            $0.report.healed
        }
        fields.add("lost", "Files that are damaged or missing on the disk, and of which no copy was found.") {
            $0.report.lost
        }
        fields.add("stray", "What the database does not know: put into the quarantine, or left in a mirror.") {
            $0.report.stray
        }
        fields.add("silent_mirrors", "Mirrors that could not be asked, or not about every file.") {
            $0.report.silent.sorted { $0.key < $1.key }.map(SilentMirrorBody.init)
        }
        fields.add("faults", "The first hundred; those that were not healed come first.") {
            $0.report.faults.map(VerificationFaultBody.init)
        }
    }
}

struct SilentMirrorBody: Body, Sendable {
    let mirror: String
    let reason: String

    init(_ line: (key: String, value: String)) { (mirror, reason) = line }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("mirror") { $0.mirror }
        fields.add("reason") { $0.reason }
    }
}

struct VerificationFaultBody: Body, Sendable {
    let fault: VerificationFault

    static var name: String? { "StorageFault" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("sha256") { $0.fault.blob.hex }
        fields.add("place", "`disk`, or the name of a mirror.") { $0.fault.place }
        fields.add("kind") { $0.fault.kind }
        fields.add(
            "remedy", "`fetched` from a mirror, `queued` to be copied anew, or `put_aside` into the quarantine."
        ) { $0.fault.remedy }
    }
}
