import Domain
import Studio

/// How far a mirror is, as administrators see it.
struct MirrorBody: Body, Sendable {
    let line: Mirrors.Line

    static var name: String? { "Mirror" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("name") { $0.line.standing.name }
        fields.add("place", "Which bucket it is: host, bucket and folder.") { $0.line.standing.place }
        fields.add("rule", "`mainland`: accounts in mainland China; `elsewhere`: all others.") {
            $0.line.standing.rule.rawValue
        }
        fields.add("active", "Whether the settings still name it.") { $0.line.standing.isActive }
        fields.add("copies", "Files confirmed to be in it.") { $0.line.standing.copies }
        fields.add("copied_bytes") { $0.line.standing.copiedBytes }
        fields.add("waiting", "Files that it does not have yet.") { $0.line.standing.waiting }
        fields.add("waiting_bytes") { $0.line.standing.waitingBytes }
        fields.add("oldest_at", "Since when the first of them has been waiting.") { $0.line.standing.oldest }
        fields.add("leaving", "Deleted files not yet removed from it.") { $0.line.standing.leaving }
        fields.add("trouble", "Why it cannot be used at present, or what it refuses.") {
            $0.line.rest?.reason ?? $0.line.complaint
        }
        fields.add("next_attempt_at") { $0.line.rest?.until }
    }
}

/// How much of the media lies on the disk, as administrators see it.
struct LocalMediaBody: Body, Sendable {
    let standing: LocalStanding
    let keeps: KeepLocal

    static var name: String? { "LocalMedia" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("keeps", "`all`, `days:N`, or `size:N` in gigabytes: what stays although a mirror has it.") {
            $0.keeps.text
        }
        fields.add("files", "Files on the disk; equal ones count once.") { $0.standing.blobs }
        fields.add("bytes") { $0.standing.bytes }
        fields.add("away", "Files that are in mirrors only.") { $0.standing.awayBlobs }
        fields.add("away_bytes") { $0.standing.awayBytes }
    }
}

/// `GET /admin/storage`.
struct StorageBody: Body, Sendable {
    let local: LocalStanding
    let keeps: KeepLocal
    let mirrors: [Mirrors.Line]
    let verification: VerificationReport?

    static var name: String? { "Storage" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("local") { LocalMediaBody(standing: $0.local, keeps: $0.keeps) }
        fields.add("mirrors") { $0.mirrors.map(MirrorBody.init) }
        fields.add("verification", "The one under way, or else the last.") {
            $0.verification.map(VerificationBody.init)
        }
    }
}
