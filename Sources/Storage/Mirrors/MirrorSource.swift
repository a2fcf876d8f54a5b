import Domain

/// Brings blobs back from the mirrors that have them.
package struct MirrorSource: BlobSource {
    private static let attempts = 5

    private let store: Store
    private let mirrors: [any ObjectStore]
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, mirrors: [any ObjectStore], now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.mirrors = mirrors
        self.now = now
    }

    package func origin(of hash: BlobHash) async throws -> BlobOrigin? {
        var trouble: MirrorError?
        // One that has to be made anew may be there nevertheless, or no good.
        let copies = try await store.mirrorCopies(of: hash).filter { $0.status != .leaving }
        for copy in copies.filter({ $0.status == .copied }) + copies.filter({ $0.status == .waiting }) {
            guard let mirror = mirrors.first(where: { $0.name == copy.mirror }) else {
                trouble = trouble ?? .misconfigured("no setting names the mirror \(copy.mirror)")
                continue
            }
            do {
                let object = try await Self.patiently { () throws(MirrorError) in try await mirror.facts(of: copy.key) }
                if copy.isWhole(as: object) { return origin(copy, mirror) }
            } catch {
                trouble = error
                if error != .damaged { continue }
            }
            if copy.status == .copied { try await store.doubt(copy, at: now()) }
        }
        if let trouble { throw trouble }
        return nil
    }

    package func arrived(_ hash: BlobHash) async throws -> Bool { try await store.arrived(hash, at: now()) }

    private func origin(_ copy: MirrorCopy, _ mirror: any ObjectStore) -> BlobOrigin {
        let doubt: @Sendable () async -> Void = { [store, now] in _ = try? await store.doubt(copy, at: now()) }
        return BlobOrigin(sizeBytes: copy.sizeBytes) { bytes, path in
            do {
                try await Self.patiently { () throws(MirrorError) in
                    try await mirror.read(copy.key, bytes: bytes, into: path)
                }
            } catch MirrorError.damaged {
                await doubt()
                throw MirrorError.damaged
            }
        } reject: {
            await doubt()
        }
    }

    /// Somebody waits: what fails by chance is tried again soon, a few times.
    static func patiently<Value: Sendable>(
        _ ask: @Sendable () async throws(MirrorError) -> Value
    ) async throws(MirrorError) -> Value {
        var attempt = 1
        while true {
            do {
                return try await ask()
            } catch {
                guard case .down = error, attempt < attempts else { throw error }
                do { try await Task.sleep(for: .milliseconds(100 << attempt)) } catch { throw .cancelled }
                attempt += 1
            }
        }
    }
}
