import Crypto
import Domain
import Foundation
import Glibc

/// Makes backups of a home, also of one that a server is using: nothing is stopped and no writer waits.
package struct BackupWriter: Sendable {
    /// What goes into it.
    package struct Plan: Sendable {
        package let reason: BackupManifest.Reason
        package var media = BackupManifest.Media.referenced
        /// Seals the backup, which then holds the home's secrets as well; nil leaves both out.
        package var passphrase: String?
        /// The version that makes it.
        package let program: String

        package init(
            _ reason: BackupManifest.Reason, media: BackupManifest.Media = .referenced, passphrase: String? = nil,
            program: String
        ) {
            self.reason = reason
            self.media = media
            self.passphrase = passphrase
            self.program = program
        }
    }

    package struct Result: Equatable, Sendable {
        package let name: BackupName
        package let sizeBytes: Int64
        package let manifest: BackupManifest
        /// Media that the database knows, and that neither the home nor a mirror had.
        package let missing: [BlobHash]
        /// Why a mirror was not asked for them any more.
        package let silence: String?
    }

    private let home: Home
    private let blobs: BlobStore
    private let logRounds: Int
    /// A backup may take hours: the threads of the media must not wait behind it.
    private let io = BlockingIO(threads: 1)

    /// - Parameters:
    ///   - blobs: those that are not on the disk come from its source.
    ///   - logRounds: of scrypt, see ``AgeFile``.
    package init(home: Home, blobs: BlobStore, logRounds: Int? = nil) {
        self.home = home
        self.blobs = blobs
        self.logRounds = logRounds ?? AgeFile.logRounds
    }

    /// Writes one onto the shelf. It has its name once it is whole and durable; a draft that a kill leaves is removed by
    /// a later ``BackupShelf/prune(_:at:)``.
    /// - Throws: ``BackupError``, ``StoreError/full``, ``DiskError``; nothing is left behind then.
    package func write(
        _ plan: Plan, into shelf: any BackupShelf, at moment: Timestamp,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> Result {
        // Before the snapshot, so that everything in it is still there when it is copied.
        let hold = plan.media == .packed ? try await blobs.hold() : nil
        defer { withExtendedLifetime(hold) {} }
        return try await io.run { try writeNow(plan, into: shelf, at: moment, progress: progress) }
    }

    /// The same on this thread, for what has no media in it.
    func writeNow(
        _ plan: Plan, into shelf: any BackupShelf, at moment: Timestamp, progress: @escaping (Int64) -> Void = { _ in }
    ) throws -> Result {
        guard try Disk.sizeBytes(home.database) != nil else {
            throw BackupError("There is nothing to back up: \(home.path) has no database.")
        }
        try shelf.makeIfMissing()
        let name = BackupName(
            madeAt: moment, isBeforeUpgrade: plan.reason == .upgrade, isSealed: plan.passphrase != nil)
        let scratch = shelf.scratch ?? home.incoming
        let place = try DatabaseCopyPlace(in: scratch)
        defer { withExtendedLifetime(place) {} }
        let copy = try DatabaseCopy(of: home.database, at: place.path)
        let manifest = try manifest(plan, copy, moment)
        let expected = manifest.databaseBytes + (plan.media == .packed ? manifest.blobBytes : 0)
        let draft = try shelf.begin(name, expectedBytes: expected, scratch: scratch)
        do {
            let media = try fill(draft, with: copy, manifest, plan, progress)
            try copy.close()
            return Result(
                name: name, sizeBytes: try draft.adopt(), manifest: manifest, missing: media.missing,
                silence: media.silence)
        } catch {
            draft.discard()
            throw error
        }
    }

    private func manifest(_ plan: Plan, _ copy: DatabaseCopy, _ moment: Timestamp) throws -> BackupManifest {
        BackupManifest(
            program: plan.program, createdAt: moment, reason: plan.reason, migrations: copy.migrations,
            databaseID: copy.identity?.databaseID, generation: copy.identity?.generation,
            databaseBytes: try Disk.sizeBytes(copy.path) ?? 0, media: plan.media, blobs: copy.blobs,
            blobBytes: copy.blobBytes, accounts: copy.accounts, holdsSecrets: plan.passphrase != nil)
    }

    private func fill(
        _ draft: any BackupDraft, with copy: DatabaseCopy, _ manifest: BackupManifest, _ plan: Plan,
        _ progress: @escaping (Int64) -> Void
    ) throws -> BackupMedia {
        let sink: any ByteSink =
            if let passphrase = plan.passphrase {
                try AgeSink(draft, passphrase: passphrase, logRounds: logRounds)
            } else {
                draft
            }
        let archive = SummedArchive(TarWriter(sink), at: manifest.createdAt, progress: progress)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try archive.add(try encoder.encode(manifest), as: BackupPlace.manifest.text)
        guard try archive.copy(copy.path, as: BackupPlace.database.text) else {
            throw BackupError("The copy of the database at \(copy.path) was taken away before it was in the backup.")
        }
        if plan.passphrase != nil { try addFolder(home.secrets, archive) { .secret($0) } }
        try addEngines(archive)
        for account in try Disk.names(in: home.taskLogs) {
            try addFolder("\(home.taskLogs)/\(account)", archive) { .taskLog(account: account, $0) }
        }
        let media = BackupMedia(blobs)
        if plan.media == .packed {
            try addFolder(home.exports, archive) { $0.hasSuffix(".zip") ? .export($0) : nil }
            try copy.eachBlob { hash, _ in try media.add(hash, to: archive) }
        }
        try archive.finish()
        return media
    }

    /// Manifests and the programs beside them, workflows in folders of theirs.
    private func addEngines(_ archive: SummedArchive, in folder: String = "") throws {
        for name in try Disk.names(in: home.engines + "/" + folder).sorted() {
            let below = folder.isEmpty ? name : "\(folder)/\(name)"
            let (path, place) = ("\(home.engines)/\(below)", BackupPlace.engine(below))
            guard BackupPlace(text: place.text) == place else { continue }
            if Disk.isFolder(path) {
                try addEngines(archive, in: below)
            } else {
                _ = try archive.copy(path, as: place.text)
            }
        }
    }

    private func addFolder(
        _ folder: String, _ archive: SummedArchive, _ place: (String) -> BackupPlace?
    ) throws {
        for name in try Disk.names(in: folder).sorted() {
            guard let place = place(name), BackupPlace(text: place.text) == place else { continue }
            _ = try archive.copy("\(folder)/\(name)", as: place.text)
        }
    }
}

/// Media on their way into a backup: from the disk, or else from a mirror, as long as one answers. Each is read before it is
/// packed, unless that was done before: a file that cannot be read, or is not what its name says, would spoil the whole
/// backup.
private final class BackupMedia {
    private let blobs: BlobStore
    private(set) var missing: [BlobHash] = []
    private(set) var silence: String?

    init(_ blobs: BlobStore) { self.blobs = blobs }

    func add(_ hash: BlobHash, to archive: SummedArchive) throws {
        let name = BackupPlace.blob(hash).text
        if try isSound(hash), try pack(hash, archive, name) { return }
        guard let loan = try loan(of: hash) else { return missing.append(hash) }
        defer { withExtendedLifetime(loan) {} }
        if try !archive.copyNamed(loan.path, as: name) { missing.append(hash) }
    }

    private func isSound(_ hash: BlobHash) throws -> Bool {
        try Waiting.wait { [blobs] in
            let known = try await blobs.soundness(of: hash)
            if case .unknown = known { return try await blobs.examine(hash) == .sound }
            return known == .sound
        }
    }

    /// - Returns: false when it is not there.
    private func pack(_ hash: BlobHash, _ archive: SummedArchive, _ name: String) throws -> Bool {
        do {
            return try archive.copyNamed(blobs.path(of: hash), as: name)
        } catch {
            // Should it be what cannot be read any more, the next attempt knows.
            _ = try? Waiting.wait { [blobs] in try await blobs.examine(hash) }
            throw error
        }
    }

    private func loan(of hash: BlobHash) throws -> BlobLoan? {
        guard silence == nil else { return nil }
        do {
            return try Waiting.wait { [blobs] in try await blobs.loan(of: hash) }
        } catch let error as MirrorError {
            switch error {
            case .missing, .damaged, .refused: return nil
            case .down(let reason), .misconfigured(let reason): silence = reason
            case .storageFull: throw StoreError.full
            case .cancelled: throw CancellationError()
            }
            return nil
        }
    }
}

/// A tar archive that ends with the SHA-256 of every file in it that is not named by it.
private final class SummedArchive {
    private let tar: TarWriter
    private let moment: Timestamp
    private let progress: (Int64) -> Void
    private var sums = ""
    private var written: Int64 = 0

    init(_ tar: TarWriter, at moment: Timestamp, progress: @escaping (Int64) -> Void) {
        self.tar = tar
        self.moment = moment
        self.progress = progress
    }

    func add(_ content: Data, as name: String) throws {
        try tar.add(content, as: name, modifiedAt: moment)
        note(SHA256.hash(data: content), name, Int64(content.count))
    }

    /// - Returns: false when it is not there.
    func copy(_ path: String, as name: String) throws -> Bool {
        var hasher = SHA256()
        let size = try tar.copy(path, as: name, modifiedAt: moment) { hasher.update(bufferPointer: $0) }
        guard let size else { return false }
        note(hasher.finalize(), name, size)
        return true
    }

    /// The same for a file whose name is its sum.
    func copyNamed(_ path: String, as name: String) throws -> Bool {
        guard let size = try tar.copy(path, as: name, modifiedAt: moment, seen: { _ in }) else { return false }
        written += size
        progress(written)
        return true
    }

    func finish() throws {
        try tar.add(Data(sums.utf8), as: BackupPlace.sums.text, modifiedAt: moment)
        try tar.finish()
    }

    private func note(_ digest: SHA256.Digest, _ name: String, _ size: Int64) {
        sums += "\(BlobHash(digest: digest)?.hex ?? "")  \(name)\n"
        written += size
        progress(written)
    }
}
