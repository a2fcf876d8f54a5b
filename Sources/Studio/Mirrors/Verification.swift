import Domain
import Foundation
import Storage

/// Reads every blob on the disk and asks the mirrors about every copy that counts as proven. What the disk has lost comes
/// back from a mirror, and what a mirror has lost is copied anew by the server. For the holder of the ``HomeLock``.
package struct Verification: Sendable {
    package struct Report: Equatable, Sendable {
        /// Blobs on the disk.
        package internal(set) var read = 0
        /// On the disk, with other bytes than their names say.
        package internal(set) var damaged: Set<BlobHash> = []
        /// In the database, and not on the disk.
        package internal(set) var missing: Set<BlobHash> = []
        /// Of those two, the ones that came back from a mirror.
        package internal(set) var healed: Set<BlobHash> = []
        /// Copies that mirrors were asked about.
        package internal(set) var asked = 0
        /// `s3/<sha256>`: not there, or not whole.
        package internal(set) var lost: [String] = []

        /// What no copy was found of.
        package var hopeless: Set<BlobHash> { damaged.union(missing).subtracting(healed) }
    }

    private let store: Store
    private let blobs: BlobStore
    private let mirrors: Mirrors

    package init(store: Store, blobs: BlobStore, mirrors: Mirrors) {
        self.store = store
        self.blobs = blobs
        self.mirrors = mirrors
    }

    /// - Throws: ``MirrorError`` when a mirror cannot be asked, ``DiskError``.
    package func run() async throws -> Report {
        var report = Report()
        let onDisk = try await blobs.verify()
        report.read = onDisk.count
        report.damaged = Set(onDisk.damaged)
        report.missing = try await missing()
        for port in mirrors.ports { try await ask(port.mirror, &report) }
        return report
    }

    private func missing() async throws -> Set<BlobHash> {
        var (missing, after): (Set<BlobHash>, String) = ([], "")
        while true {
            let page = try await store.blobs(after: after)
            guard let last = page.last else { return missing }
            let paths = page.map { ($0, blobs.path(of: $0)) }
            let gone = try await blobs.io.run {
                paths.filter { !FileManager.default.fileExists(atPath: $0.1) }.map(\.0)
            }
            missing.formUnion(gone)
            after = last.hex
        }
    }

    private func ask(_ mirror: any ObjectStore, _ report: inout Report) async throws {
        var after = ""
        while true {
            let page = try await store.mirrorCopies(in: mirror.name, after: after)
            guard let last = page.last else { return }
            for copy in page where copy.status == .copied {
                report.asked += 1
                guard try await mirrors.sender.isWhole(copy, at: mirror) else {
                    report.lost.append("\(copy.mirror)/\(copy.blob)")
                    try await store.doubt(copy, at: mirrors.now())
                    continue
                }
                if report.hopeless.contains(copy.blob), try await heal(copy, from: mirror) {
                    report.healed.insert(copy.blob)
                }
            }
            after = last.blob.hex
        }
    }

    /// - Returns: false when what came is not the blob.
    private func heal(_ copy: MirrorCopy, from mirror: any ObjectStore) async throws -> Bool {
        let temporary = blobs.temporaryPath()
        defer { unlink(temporary) }
        try blobs.reserve.requireRoom()
        _ = try await mirror.get(copy.key, bytes: nil, to: temporary)
        guard try await blobs.hash(ofFile: temporary) == copy.blob else { return false }
        try await blobs.adopt(temporary, as: copy.blob)
        return true
    }
}
