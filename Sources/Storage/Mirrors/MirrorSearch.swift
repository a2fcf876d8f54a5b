import Domain

/// Finds blobs in mirrors without asking the store, which a server may be using: an object says whose bytes it holds.
package struct MirrorSearch: BlobSource {
    private let mirrors: [any ObjectStore]

    package init(_ mirrors: [any ObjectStore]) { self.mirrors = mirrors }

    package func origin(of hash: BlobHash) async throws -> BlobOrigin? {
        let key = MirrorCopy.key(of: hash)
        var trouble: MirrorError?
        for mirror in mirrors {
            do {
                let object = try await MirrorSource.patiently { () throws(MirrorError) in
                    try await mirror.facts(of: key)
                }
                guard let object, object.sha256 == hash.hex else { continue }
                return BlobOrigin(sizeBytes: object.sizeBytes) { bytes, path in
                    try await MirrorSource.patiently { () throws(MirrorError) in
                        try await mirror.read(key, bytes: bytes, into: path)
                    }
                } reject: {
                }
            } catch {
                trouble = error
            }
        }
        if let trouble { throw trouble }
        return nil
    }

    package func arrived(_ hash: BlobHash) async throws -> Bool { true }
}
