import Domain
import Foundation
import Storage

/// Walks over all media in the order of their names, in parts; after each, its place and what it found are noted.
struct VerificationWalk: Sendable {
    let store: Store
    let blobs: BlobStore
    let look: BlobLook
    let mirrors: [PatientMirror]
    let pace: VerificationPace

    /// Names that are walked over at a time, at least: as many as a page of a mirror's listing has.
    private static let stretch = 1000

    /// - Throws: `CancellationError`; ``DiskError``, or what the store throws: the pass can be continued then.
    func run(_ pass: VerificationPass) async throws {
        var pass = pass
        var first = UInt8(pass.checkpoint.prefix(2), radix: 16) ?? 0
        var names: [BlobHash] = []
        for byte in first ... .max {
            names += try await self.names(beginningWith: byte).filter { $0.hex > pass.checkpoint }
            guard names.count >= Self.stretch || byte == .max else { continue }
            // First, because a pass that is continued begins with the last name that was walked over.
            try await findStrays(first...byte, pass)
            for start in stride(from: 0, to: names.count, by: pace.part) {
                try Task.checkCancellation()
                let part = Array(names[start..<min(start + pace.part, names.count)])
                try await walk(part, &pass)
            }
            names = []
            if byte < .max { first = byte + 1 }
        }
    }

    /// On the disk or in the database.
    private func names(beginningWith byte: UInt8) async throws -> [BlobHash] {
        var names = Set(try await blobs.blobs(beginningWith: byte))
        let digits = [byte].hex
        var after = digits
        while let page = try await store.blobs(after: after).nonEmpty {
            let own = page.filter { $0.hex.hasPrefix(digits) }
            names.formUnion(own)
            guard own.count == page.count, let last = page.last else { break }
            after = last.hex
        }
        return names.sorted { $0.hex < $1.hex }
    }

    private func walk(_ part: [BlobHash], _ pass: inout VerificationPass) async throws {
        var (tally, faults) = (VerificationTally(), [VerificationFault]())
        let thorough = pass.readsMirrors
        try await withThrowingTaskGroup(of: BlobLook.Finding.self) { group in
            for (index, hash) in part.enumerated() {
                if index >= pace.width, let finding = try await group.next() {
                    tally += finding.tally
                    faults += finding.faults
                }
                group.addTask { try await look.look(at: hash, readingCopies: thorough) }
            }
            for try await finding in group {
                tally += finding.tally
                faults += finding.faults
            }
        }
        guard let last = part.last else { return }
        try await store.proceed(pass.id, to: last.hex, tally: tally, faults: faults)
        pass.checkpoint = last.hex
        try await noteSilence(in: pass)
    }

    private func noteSilence(in pass: VerificationPass) async throws {
        for mirror in mirrors {
            guard let reason = mirror.complaint else { continue }
            try await store.note(silenceOf: mirror.name, reason: reason, in: pass.id)
        }
    }

    /// What mirrors have that the database knows nothing of. It may be another home's, so nothing is done about it.
    private func findStrays(_ bytes: ClosedRange<UInt8>, _ pass: VerificationPass) async throws {
        let folders = bytes == 0 ... .max ? ["blobs/"] : bytes.map { "blobs/\([$0].hex)/" }
        for mirror in mirrors {
            for folder in folders { try await findStrays(in: folder, of: mirror, pass) }
        }
        try await noteSilence(in: pass)
    }

    private func findStrays(in folder: String, of mirror: PatientMirror, _ pass: VerificationPass) async throws {
        var after: String?
        repeat {
            try Task.checkCancellation()
            guard let page = try await list(folder, after: after, in: mirror) else { return }
            let faults = try await strays(in: page.objects, of: mirror)
            if !faults.isEmpty {
                try await store.proceed(pass.id, to: pass.checkpoint, tally: VerificationTally(), faults: faults)
            }
            after = page.next
        } while after != nil
    }

    /// Nil when the mirror does not tell.
    private func list(_ prefix: String, after: String?, in mirror: PatientMirror) async throws -> MirrorListing? {
        do {
            return try await mirror.ask { mirror async throws(MirrorError) in
                try await mirror.list(prefix: prefix, after: after)
            }
        } catch MirrorError.refused {
            return nil
        }
    }

    private func strays(in objects: [MirrorObject], of mirror: PatientMirror) async throws -> [VerificationFault] {
        var faults: [VerificationFault] = []
        for object in objects {
            guard let hash = BlobHash(hex: String(object.key.suffix(64))), object.key == MirrorCopy.key(of: hash),
                try await store.mirrorCopy(of: hash, in: mirror.name) == nil,
                // It may have been on its way out when the list was made.
                try await isThere(object.key, in: mirror)
            else { continue }
            faults.append(VerificationFault(hash, at: mirror.name, .stray, nil))
        }
        return faults
    }

    private func isThere(_ key: String, in mirror: PatientMirror) async throws -> Bool {
        do {
            return try await mirror.ask { mirror async throws(MirrorError) in try await mirror.facts(of: key) != nil }
                ?? false
        } catch MirrorError.damaged {
            return true
        } catch MirrorError.refused {
            return false
        }
    }
}

/// How fast a pass goes.
struct VerificationPace: Sendable {
    /// Files that are looked at at a time.
    let width: Int
    /// Of each of them; nil reads as fast as the disk gives.
    let bytesPerSecond: Int?
    /// Before a mirror that failed is asked again.
    var pauses: [Duration] = [.seconds(1), .seconds(4), .seconds(15)]

    /// Beside everything else that the server does.
    static let inBackground = VerificationPace(width: 1, bytesPerSecond: 32 << 20)

    static func command(streams: Int) -> VerificationPace {
        VerificationPace(width: max(1, streams), bytesPerSecond: nil)
    }

    /// Files after which the place is noted.
    var part: Int { width * 16 }
}

extension Array {
    /// Nil for nothing.
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
