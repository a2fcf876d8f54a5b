import Domain
import Foundation
import Storage

/// A bucket with backups in it, or a folder of one. Backups go there and come from there in parts, so that no disk has to
/// hold one.
package struct BackupBucket: BackupShelf {
    package let place: String
    private let store: any ObjectStore
    /// Before each of the next attempts at what did not work.
    private let pauses: [Duration]
    /// Where people wait and nothing has begun.
    private var brief: [Duration] { pauses.map { min($0, .seconds(2)) } }

    /// - Parameters:
    ///   - place: `s3://bucket/folder`, without a slash at its end.
    ///   - store: whose keys begin in that folder.
    package init(_ store: any ObjectStore, place: String) {
        self.init(store, place: place, pauses: [.seconds(1), .seconds(3), .seconds(10), .seconds(30)])
    }

    init(_ store: any ObjectStore, place: String, pauses: [Duration]) {
        self.store = store
        self.place = place
        self.pauses = pauses
    }

    package func address(of name: BackupName) -> String { "\(place)/\(name.text)" }

    /// Whoever runs the server made it.
    package func makeIfMissing() {}

    package func list() throws -> [BackupEntry] {
        try ask(pauses: brief) { mirror async throws(MirrorError) in
            var (entries, after): ([BackupEntry], String?) = ([], nil)
            repeat {
                let page = try await mirror.list(prefix: "greenroom-", after: after)
                entries += page.objects.compactMap { object in
                    BackupName(text: object.key).map { BackupEntry(name: $0, sizeBytes: object.sizeBytes) }
                }
                after = page.next
            } while after != nil
            return entries.sorted { $0.name > $1.name }
        }
    }

    package func origin(of name: BackupName) -> BackupOrigin {
        origin(ofKey: name.text, scratch: NSTemporaryDirectory())
    }

    /// - Parameter scratch: a folder for the parts on their way.
    package func origin(ofKey key: String, scratch: String) -> BackupOrigin {
        let address = "\(place)/\(key)"
        return BackupOrigin(name: address) {
            let object = try ask(pauses: brief) { mirror async throws(MirrorError) in try await mirror.facts(of: key) }
            guard let object else { throw BackupError("\(address) does not exist.") }
            return BucketSource(self, key: key, sizeBytes: object.sizeBytes, scratch: scratch)
        }
    }

    package func begin(_ name: BackupName, expectedBytes: Int64, scratch: String) throws -> any BackupDraft {
        try BucketDraft(self, key: name.text, expectedBytes: expectedBytes, scratch: scratch)
    }

    package func remove(_ names: [BackupName]) throws {
        for name in names { try ask { mirror async throws(MirrorError) in try await mirror.delete(name.text) } }
    }

    /// An upload that was cut off is nobody's backup; a rule of the bucket's removes its parts.
    package func removeOldDrafts(at moment: Timestamp) {}

    /// Asks the bucket, on a thread that may wait.
    func ask<Value: Sendable>(
        pauses: [Duration]? = nil,
        _ question: @escaping @Sendable (any ObjectStore) async throws(MirrorError) -> Value
    ) throws -> Value {
        try Waiting.wait { try await answer(pauses: pauses, question) }
    }

    /// - Throws: ``BackupError``, ``StoreError/full``.
    func answer<Value: Sendable>(
        pauses: [Duration]? = nil,
        _ question: @Sendable (any ObjectStore) async throws(MirrorError) -> Value
    ) async throws -> Value {
        do {
            // Each answer is asked for as if the bucket had never failed.
            let mirror = PatientMirror(store, pauses: pauses ?? self.pauses)
            guard let value = try await mirror.ask(question) else {
                throw BackupError("\(place) cannot be used: \(mirror.silence ?? "it does not answer").")
            }
            return value
        } catch MirrorError.missing {
            throw BackupError("\(place) lost something that it had.")
        } catch MirrorError.damaged {
            throw BackupError("\(place) has something else than it was given.")
        } catch MirrorError.refused(let reason) {
            throw BackupError("\(place) cannot be used: \(reason).")
        }
    }
}
