import Domain
import Storage

/// Removes from a bucket what is left of an upload that has ended, however it ended.
struct DirectRemover: OutboxHandler {
    let kind = OutboxEntry.Kind.directRemoval
    let mirrors: Mirrors

    /// Buckets refuse whoever is further off.
    private static let clockSkew: Duration = .seconds(900)

    var rules: OutboxRules {
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(2)
        rules.retries.factor = 3
        rules.attempts = 40
        rules.places = 2
        return rules
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        do { try await remove(entry) } catch { throw await mirrors.settled(error, of: entry) }
    }

    private func remove(_ entry: OutboxEntry) async throws {
        let words = entry.subject.split(separator: "/", maxSplits: 1)
        guard words.count == 2, let id = UploadID(rawValue: String(words[1])) else {
            throw OutboxFailure.refused("it names no upload")
        }
        guard let left = try await mirrors.store.directLeftover(id) else { return }
        let mirror = try mirrors.ready(left.mirror)
        let key = DirectUpload.key(of: id)
        if let multipart = left.multipartID.map({ MirrorUpload(key: key, id: $0) }) {
            try await mirror.abort(multipart)
            // A part that was on its way may have arrived after that.
            guard try await isGone(multipart, mirror) else {
                throw OutboxFailure.failed("the bucket still has parts that it was told to remove")
            }
        }
        try await mirror.delete(key)
        guard try await mirror.facts(of: key) == nil else {
            throw OutboxFailure.failed("the bucket still has what it was told to remove")
        }
        mirrors.health.noteSuccess(of: left.mirror)
        // Whoever has an address may put it there again until then, by the bucket's clock.
        let end = left.writableUntil + Self.clockSkew
        guard left.multipartID != nil || end <= mirrors.now() else { throw OutboxFailure.later(end, "") }
        try await mirrors.store.forgetDirectLeftover(id)
    }

    private func isGone(_ multipart: MirrorUpload, _ mirror: any ObjectStore) async throws -> Bool {
        do { return try await mirror.parts(of: multipart).isEmpty } catch MirrorError.missing { return true }
    }
}
