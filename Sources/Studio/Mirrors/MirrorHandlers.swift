import Domain
import Foundation
import Storage

/// Copies blobs to mirrors. Doing it twice does no harm: the object is the same.
struct MirrorCopier: OutboxHandler {
    let kind = OutboxEntry.Kind.mirrorCopy
    let rules: OutboxRules
    private let mirrors: Mirrors

    init(mirrors: Mirrors) {
        self.mirrors = mirrors
        rules = .forMirrors(places: mirrors.sender.streams)
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        do {
            // Whoever removes the same object waits, or is waited for.
            try await mirrors.turns.turn(at: entry.subject) { try await copy(entry) }
        } catch {
            throw await mirrors.settled(error, of: entry)
        }
    }

    private func copy(_ entry: OutboxEntry) async throws {
        guard let (copy, mirror) = try await mirrors.work(on: entry, as: .waiting) else { return }
        // A copy whose proof was cut off is there already.
        if copy.uploadID != nil, let object = try await mirrors.sender.whole(copy, at: mirror) {
            try await mirrors.store.prove(copy, seal: object.seal, tag: object.etag, at: mirrors.now())
            return
        }
        let stay: BlobStay
        do {
            // It may be in another mirror only.
            stay = try await mirrors.blobs.bring(copy.blob)
        } catch let error as MirrorError {
            throw OutboxFailure.failed("the file cannot be fetched from another mirror: \(error.words)")
        }
        guard try await isWhole(copy.blob) else { throw OutboxFailure.refused("the file on the disk is damaged") }
        guard let object = try await mirrors.sender.send(copy, from: stay.path, to: mirror) else {
            throw OutboxFailure.refused("the file is not on the disk")
        }
        try await mirrors.store.prove(copy, seal: object.seal, tag: object.etag, at: mirrors.now())
        mirrors.health.noteSuccess(of: mirror.name, at: kind)
    }
}

extension MirrorCopier {
    /// Damage must not be copied over what may be the last whole copy. What came in since the start was hashed then.
    private func isWhole(_ blob: BlobHash) async throws -> Bool {
        let known = try await mirrors.blobs.soundness(of: blob)
        guard case .unknown = known else { return known != .damaged }
        return try await mirrors.blobs.examine(blob) != .damaged
    }
}

/// Removes from mirrors what nobody has any more.
struct MirrorRemover: OutboxHandler {
    let kind = OutboxEntry.Kind.mirrorRemoval
    let rules = OutboxRules.forMirrors(places: 2)
    let mirrors: Mirrors

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        do {
            try await mirrors.turns.turn(at: entry.subject) { try await remove(entry) }
        } catch {
            throw await mirrors.settled(error, of: entry)
        }
    }

    private func remove(_ entry: OutboxEntry) async throws {
        guard let (copy, mirror) = try await mirrors.work(on: entry, as: .leaving) else { return }
        if let id = copy.uploadID { try await mirror.abort(MirrorUpload(key: copy.key, id: id)) }
        try await mirror.delete(copy.key)
        guard try await mirror.facts(of: copy.key) == nil else {
            throw OutboxFailure.failed("the bucket still has what it was told to remove")
        }
        try await mirrors.store.forget(copy)
        mirrors.health.noteSuccess(of: mirror.name, at: kind)
    }
}

extension OutboxRules {
    fileprivate static func forMirrors(places: Int) -> OutboxRules {
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(2)
        rules.retries.factor = 3
        rules.attempts = 40
        // The largest object may take hours; what a killed server had begun is free again at the next start.
        rules.lease = .seconds(24 * 3600)
        rules.places = places
        return rules
    }
}
