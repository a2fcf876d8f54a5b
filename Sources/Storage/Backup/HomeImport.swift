import Domain
import Foundation

/// Makes an empty home what another one is: a backup of that one, with everything, which is restored while it is written.
/// Two homes with accounts are never made one.
package struct HomeImport: Sendable {
    private let source: Home
    private let target: Home
    private let migrations: String
    private let program: String

    /// - Parameters:
    ///   - migrations: the folder of the numbered SQL files, `data/migrations`.
    ///   - program: the version that does it.
    package init(from source: Home, into target: Home, migrations: String, program: String) {
        self.source = source
        self.target = target
        self.migrations = migrations
        self.program = program
    }

    /// - Parameter locks: of the target and of the source.
    /// - Throws: ``BackupError``, ``StoreError/full``, ``DiskError``; neither home has changed then.
    package func run(at moment: Timestamp, locks: (target: HomeLock, source: HomeLock)) async throws
        -> BackupRestore.Report
    {
        defer { withExtendedLifetime(locks) {} }
        let isNew = try requireEmpty()
        let (pipe, passphrase) = (BytePipe(), UUID().uuidString)
        let plan = BackupWriter.Plan(.manual, media: .packed, passphrase: passphrase, program: program)
        let shelf = PipeShelf(place: source.path, scratch: target.incoming, pipe: pipe)
        // The pipe is in this process: there is nobody whom many rounds would stop.
        let writer = BackupWriter(home: source, blobs: BlobStore(home: source.path), logRounds: 4)
        let restore = BackupRestore(home: target, blobs: BlobStore(home: target.path), migrations: migrations)
        let writing = Task {
            do { return try await writer.write(plan, into: shelf, at: moment) } catch {
                pipe.breakOff()
                throw error
            }
        }
        let report: BackupRestore.Report
        do {
            report = try await restore.run(
                BackupOrigin(name: source.path) { pipe }, passphrase: passphrase, replacing: !isNew, at: moment,
                lock: locks.target)
        } catch {
            pipe.breakOff()
            // Why nothing came is the better reason.
            if error is BytePipe.Broken { _ = try await writing.value }
            throw error
        }
        _ = try await writing.value
        return report
    }

    /// - Returns: whether there is no database at all.
    private func requireEmpty() throws -> Bool {
        guard try Disk.sizeBytes(source.database) != nil else {
            throw BackupError("\(source.path) is no home: it has no database.")
        }
        guard source.path != target.path else { throw BackupError("\(source.path) is the home itself.") }
        guard try Disk.sizeBytes(target.database) != nil else { return true }
        let copy = try DatabaseCopy(path: target.database)
        defer { try? copy.close() }
        guard copy.accounts == 0 else {
            throw BackupError(
                "\(target.path) has accounts of its own, and two homes are not merged: one person could have an account in "
                    + "both, receipts and ledgers would count twice, and each home seals its secrets with keys of its "
                    + "own. Import into an empty home, and let people move what they need by their data export.")
        }
        return false
    }
}

/// Where the one backup goes that is read at once.
private struct PipeShelf: BackupShelf {
    let place: String
    let scratch: String?
    let pipe: BytePipe

    func makeIfMissing() {}
    func list() -> [BackupEntry] { [] }
    func address(of name: BackupName) -> String { place }
    func origin(of name: BackupName) -> BackupOrigin { BackupOrigin(name: place) { pipe } }
    func remove(_ names: [BackupName]) {}
    func removeOldDrafts(at moment: Timestamp) {}

    func begin(_ name: BackupName, expectedBytes: Int64, scratch: String) -> any BackupDraft { Draft(pipe) }

    private final class Draft: BackupDraft {
        private let pipe: BytePipe
        private var count: Int64 = 0

        init(_ pipe: BytePipe) { self.pipe = pipe }

        func write(_ bytes: UnsafeRawBufferPointer) throws {
            try pipe.write(bytes)
            count += Int64(bytes.count)
        }

        func finish() throws { try pipe.finish() }
        func adopt() -> Int64 { count }
        func discard() { pipe.breakOff() }
    }
}
