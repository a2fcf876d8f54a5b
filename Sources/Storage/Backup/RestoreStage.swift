import Domain
import Foundation
import Glibc

/// Where the files of a backup wait until all of them have come. Media do not wait: they are named by their bytes, and
/// what no database knows is put into the quarantine at the next start.
final class RestoreStage: BackupReceiver {
    private let folder: String
    private let blobs: BlobStore?
    private var incoming: String?
    private var staged: [BackupPlace] = []
    /// Media in the archive.
    private(set) var seen: Set<BlobHash> = []

    /// - Parameter blobs: where media go; nil leaves them in the archive.
    init(_ folder: String, adoptingInto blobs: BlobStore? = nil) throws {
        self.folder = folder
        self.blobs = blobs
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { if let incoming { unlink(incoming) } }

    var database: String { "\(folder)/\(BackupPlace.database.text)" }
    var hasDatabase: Bool { staged.contains(.database) }

    func sink(for place: BackupPlace, sizeBytes: Int64, isProgram: Bool) throws -> (any ByteSink)? {
        if case .blob = place {
            guard let blobs else { return nil }
            incoming = blobs.temporaryPath()
            return try incoming.map(FileByteSink.init(path:))
        }
        // A rehearsal looks at the database only.
        guard blobs != nil || place == .database else { return nil }
        let path = "\(folder)/\(place.text)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let sink = try FileByteSink(path: path)
        // Only engines are programs.
        if isProgram, case .engine = place, chmod(path, 0o700) != 0 { throw Disk.error("chmod", path) }
        return sink
    }

    func took(_ place: BackupPlace) throws {
        guard case .blob(let hash) = place else { return staged.append(place) }
        seen.insert(hash)
        if let blobs, let incoming {
            try blobs.adoptNow(incoming, as: hash)
            self.incoming = nil
        }
    }

    /// Moves everything but the database to where it belongs in the home.
    func place(in home: Home) throws {
        for place in staged {
            guard place != .database, place != .manifest else { continue }
            let (source, target) = ("\(folder)/\(place.text)", "\(home.path)/\(place.text)")
            let targetFolder = (target as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(
                atPath: targetFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard rename(source, target) == 0 else { throw Disk.error("rename", source) }
            try Disk.sync(targetFolder)
        }
    }
}
