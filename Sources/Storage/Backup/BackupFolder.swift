import Domain
import Foundation
import Glibc

/// A folder with backups in it.
package struct BackupFolder: BackupShelf {
    package let path: String

    /// - Parameter path: absolute.
    package init(_ path: String) { self.path = path }

    package var place: String { path }

    package func file(_ name: BackupName) -> String { "\(path)/\(name.text)" }
    package func address(of name: BackupName) -> String { file(name) }
    package func origin(of name: BackupName) -> BackupOrigin { .file(file(name)) }

    package func list() throws -> [BackupEntry] {
        try Disk.names(in: path).compactMap(BackupName.init(text:)).sorted(by: >).compactMap { name in
            try Disk.sizeBytes(file(name)).map { BackupEntry(name: name, sizeBytes: $0) }
        }
    }

    package func begin(_ name: BackupName, expectedBytes: Int64, scratch: String) throws -> any BackupDraft {
        try Draft(file(name), in: path)
    }

    package func remove(_ names: [BackupName]) throws {
        for name in names { try Disk.remove(file(name)) }
        if !names.isEmpty { try Disk.sync(path) }
    }

    /// None takes longer than two days to write. Earlier versions had their copy of the database here as well.
    package func removeOldDrafts(at moment: Timestamp) throws {
        for text in try Disk.names(in: path) {
            guard let end = text.wholeMatch(of: /(.+)\.part(\.db(-journal|-wal|-shm)?)?/)?.output,
                let name = BackupName(text: String(end.1)), moment - name.madeAt > .seconds(48 * 3600)
            else { continue }
            try Disk.remove("\(path)/\(text)")
        }
    }

    package func makeIfMissing() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private final class Draft: BackupDraft {
        private let (path, folder): (String, String)
        private let file: FileByteSink

        init(_ path: String, in folder: String) throws {
            (self.path, self.folder) = (path, folder)
            file = try FileByteSink(path: path + ".part")
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws { try file.write(bytes) }
        func finish() throws { try file.finish() }

        func adopt() throws -> Int64 {
            guard rename(path + ".part", path) == 0 else { throw Disk.error("rename", path + ".part") }
            try Disk.sync(folder)
            return try Disk.sizeBytes(path) ?? 0
        }

        func discard() { unlink(path + ".part") }
    }
}
