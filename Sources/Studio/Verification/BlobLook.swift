import Domain
import Foundation
import Logging
import Storage

/// Looks at one blob wherever it should be, and mends what can be mended.
struct BlobLook: Sendable {
    struct Finding: Sendable {
        var tally = VerificationTally()
        var faults: [VerificationFault] = []
    }

    let store: Store
    let blobs: BlobStore
    let mirrors: [PatientMirror]
    let bytesPerSecond: Int?
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// - Parameter readingCopies: whether copies are fetched and read.
    func look(at hash: BlobHash, readingCopies: Bool) async throws -> Finding {
        var finding = Finding()
        let found = try await blobs.examine(hash, bytesPerSecond: bytesPerSecond)
        if found != .missing {
            finding.tally.files = 1
            finding.tally.bytes = try await blobs.sizeBytes(of: hash) ?? 0
        }
        guard try await store.blobExists(hash) else {
            if found != .missing, try await blobs.putAside(hash, at: now()) {
                finding.faults.append(VerificationFault(hash, at: VerificationFault.disk, .stray, .putAside))
            }
            return finding
        }
        let copies = try await store.mirrorCopies(of: hash)
        let (whole, known, asked) = try await ask(copies, readingCopies)
        var bad = known
        finding.tally.copies = asked
        let isAway = try await isAway(hash, found, bad.count, of: copies)
        var isOnDisk = found == .sound
        if !isOnDisk, !isAway {
            let (isHealed, broken) = try await heal(hash, from: whole)
            isOnDisk = isHealed
            bad += broken
            // It may have been deleted while it was looked at.
            guard try await store.blobExists(hash) else { return finding }
            finding.faults.append(
                VerificationFault(
                    hash, at: VerificationFault.disk, found == .missing ? .missing : .damaged,
                    isOnDisk ? .fetched : nil))
            if isOnDisk { for copy in copies where copy.status == .waiting { try await store.askAgain(copy) } }
        }
        for (copy, kind) in bad where try await store.doubt(copy, at: now()) {
            finding.faults.append(VerificationFault(hash, at: copy.mirror, kind, isOnDisk || isAway ? .queued : nil))
        }
        return finding
    }

    /// Whether it is in mirrors only, as it should be: not when all that should have it have shown that they do not.
    private func isAway(
        _ hash: BlobHash, _ found: BlobStore.Soundness, _ bad: Int, of copies: [MirrorCopy]
    ) async throws -> Bool {
        guard found == .missing, bad < copies.filter({ $0.status == .copied }).count else { return false }
        return try await store.isAway(hash)
    }

    private typealias Copies = [(copy: MirrorCopy, mirror: PatientMirror)]
    private typealias BadCopies = [(MirrorCopy, VerificationFault.Kind)]

    /// How a copy stands.
    private enum Standing {
        case whole
        case wrong(VerificationFault.Kind)
        /// The mirror cannot be asked, or not about this one.
        case unknown
    }

    /// - Returns: where copies are whole, which are not, and how many were asked about.
    private func ask(
        _ copies: [MirrorCopy], _ reading: Bool
    ) async throws -> (whole: Copies, bad: BadCopies, asked: Int) {
        var (whole, bad): (Copies, BadCopies) = ([], [])
        for copy in copies where copy.status == .copied {
            guard let mirror = mirrors.first(where: { $0.name == copy.mirror }) else { continue }
            switch try await standing(of: copy, at: mirror, reading) {
            case .whole: whole.append((copy, mirror))
            case .wrong(let kind): bad.append((copy, kind))
            case .unknown: continue
            }
        }
        return (whole, bad, whole.count + bad.count)
    }

    private func standing(of copy: MirrorCopy, at mirror: PatientMirror, _ reading: Bool) async throws -> Standing {
        do {
            let answer = try await mirror.ask { mirror async throws(MirrorError) in
                guard let object = try await mirror.facts(of: copy.key) else { throw .missing }
                return object
            }
            guard let answer else { return .unknown }
            guard copy.isWhole(as: answer) else { return .wrong(.damaged) }
            // Another object has taken its place: what that holds is known once it is read.
            guard reading || (copy.tag != nil && !copy.isUntouched(as: answer)) else { return .whole }
            guard let path = try await fetch(copy, from: mirror) else { return .unknown }
            defer { unlink(path) }
            guard try await blobs.hash(ofFile: path) == copy.blob else { return .wrong(.damaged) }
            if copy.tag != answer.etag { try await store.note(tag: answer.etag, of: copy) }
            return .whole
        } catch let fault as MirrorError {
            guard let kind = Self.kind(of: fault) else { return .unknown }
            return .wrong(kind)
        }
    }

    /// What an answer says of the copy itself.
    private static func kind(of fault: MirrorError) -> VerificationFault.Kind? {
        switch fault {
        case .missing: .missing
        case .damaged: .damaged
        case .down, .misconfigured, .refused, .storageFull, .cancelled: nil
        }
    }

    /// - Returns: a file for the caller to remove; nil when the mirror cannot be asked.
    private func fetch(_ copy: MirrorCopy, from mirror: PatientMirror) async throws -> String? {
        let path = blobs.temporaryPath()
        do {
            try blobs.reserve.requireRoom()
            let bytes = try await mirror.ask { mirror async throws(MirrorError) in
                try await mirror.get(copy.key, bytes: nil, to: path)
            }
            if bytes != nil { return path }
        } catch {
            unlink(path)
            throw error
        }
        unlink(path)
        return nil
    }

    /// - Returns: whether the disk has it again, and the copies that were no good after all.
    private func heal(_ hash: BlobHash, from copies: Copies) async throws -> (isHealed: Bool, bad: BadCopies) {
        var bad: BadCopies = []
        for (copy, mirror) in copies {
            do {
                guard let path = try await fetch(copy, from: mirror) else { continue }
                defer { unlink(path) }
                guard try await blobs.hash(ofFile: path) == hash else {
                    bad.append((copy, .damaged))
                    continue
                }
                guard try await store.blobExists(hash) else { continue }
                try await blobs.adopt(path, as: hash)
                return (true, bad)
            } catch let fault as MirrorError {
                if let kind = Self.kind(of: fault) { bad.append((copy, kind)) }
            } catch let fault as StoreError where fault.isFull {
                logger.error("there is no room to bring back a file", metadata: ["blob": "\(hash)"])
                return (false, bad)
            }
        }
        return (false, bad)
    }
}
