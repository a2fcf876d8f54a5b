/// A pass over all media: every file on the disk is read, and every mirror is asked about every copy. It may take days and
/// continues behind its checkpoint when it was cut off.
package struct VerificationPass: Equatable, Sendable, Identifiable {
    package enum Reason: String, CaseIterable, Sendable {
        /// An administrator asked for it.
        case manual
        case scheduled
        /// `greenroom verify` on a home whose server was stopped.
        case command
    }

    package enum Status: String, CaseIterable, Sendable {
        case running
        case finished
        /// It was given up before it had seen everything.
        case failed
    }

    package let id: VerificationID
    package let reason: Reason
    /// Whether copies in mirrors are fetched and read, not only asked about.
    package let readsMirrors: Bool
    package let startedAt: Timestamp
    package var finishedAt: Timestamp?
    /// How far it is, in the order of the blobs' names; empty at its start.
    package var checkpoint = ""
    package var tally = VerificationTally()
    /// Why it was given up.
    package var failure: String?

    package init(id: VerificationID, reason: Reason, readsMirrors: Bool, startedAt: Timestamp) {
        self.id = id
        self.reason = reason
        self.readsMirrors = readsMirrors
        self.startedAt = startedAt
    }

    package var status: Status {
        finishedAt == nil ? .running : failure == nil ? .finished : .failed
    }

    /// 0...1. Names of blobs are spread evenly, so that the place in their order tells how many have been seen.
    package var progress: Double {
        if status == .finished { return 1 }
        return Double(UInt16(checkpoint.prefix(4), radix: 16) ?? 0) / 65_536
    }
}

package typealias VerificationID = Identifier<VerificationPass>

/// How much a pass has seen.
package struct VerificationTally: Equatable, Sendable {
    /// Files that were read on the disk.
    package var files: Int
    package var bytes: Int64
    /// Copies that mirrors were asked about.
    package var copies: Int

    package init(files: Int = 0, bytes: Int64 = 0, copies: Int = 0) {
        self.files = files
        self.bytes = bytes
        self.copies = copies
    }

    package static func += (one: inout VerificationTally, other: VerificationTally) {
        one.files += other.files
        one.bytes += other.bytes
        one.copies += other.copies
    }
}

/// Something that a pass found wrong.
package struct VerificationFault: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Other bytes than the name says.
        case damaged
        /// The database knows it, and it is not there.
        case missing
        /// It is there, and the database does not know it.
        case stray
    }

    package enum Remedy: String, CaseIterable, Sendable {
        /// It came back to the disk from a mirror.
        case fetched
        /// The mirror gets it anew.
        case queued
        /// It was put into the quarantine.
        case putAside = "put_aside"
    }

    /// The place of what lies in the home.
    package static let disk = "disk"

    package let blob: BlobHash
    /// ``disk``, or the name of a mirror.
    package let place: String
    package let kind: Kind
    /// Nil when nothing could be done about it.
    package let remedy: Remedy?

    package init(_ blob: BlobHash, at place: String, _ kind: Kind, _ remedy: Remedy?) {
        self.blob = blob
        self.place = place
        self.kind = kind
        self.remedy = remedy
    }
}

/// A pass with what it has found so far.
package struct VerificationReport: Equatable, Sendable {
    package let pass: VerificationPass
    /// Files that have, or had, other bytes somewhere.
    package var damaged = 0
    package var missing = 0
    /// What nobody knows; no harm, but room.
    package var stray = 0
    /// Of the damaged and the missing, those that were mended.
    package var healed = 0
    /// Files that are damaged or missing on the disk, and of which no copy was found.
    package var lost = 0
    /// Why mirrors could not be asked, by their names.
    package var silent: [String: String] = [:]
    /// The first of them.
    package var faults: [VerificationFault] = []

    package init(pass: VerificationPass) { self.pass = pass }

    /// What was wrong, in all places together.
    package var found: Int { damaged + missing }
}
