import Domain
import Foundation
import Glibc

/// What Litestream keeps beside the database, from which one sees how far its replica is: files named by the first and the
/// last transaction in them (litestream.io, "How it works"; version 0.5).
package struct LitestreamFolder: Sendable {
    /// The last transaction that it has seen.
    package let last: UInt64
    /// When it saw it.
    package let lastAt: Timestamp
    /// When something was last committed, as far as the log beside the database tells.
    package let writtenAt: Timestamp

    /// Nil when Litestream has never looked at the home's database.
    package init?(_ home: Home) throws {
        let (database, name) = (home.database, (home.database as NSString).lastPathComponent)
        let folder = "\(home.path)/.\(name)-litestream/ltx/0"
        var newest: (last: UInt64, at: Timestamp)?
        for file in try Disk.names(in: folder) {
            guard let last = Self.last(in: file), last >= newest?.last ?? 0,
                let at = Self.modified("\(folder)/\(file)")
            else { continue }
            newest = (last, at)
        }
        guard let newest else { return nil }
        (last, lastAt) = newest
        writtenAt = Self.modified(database + "-wal") ?? newest.at
    }

    /// The last transaction in a file of Litestream's, by its name: `0000000000000001-0000000000000005.ltx`.
    package static func last(in name: String) -> UInt64? {
        let match = name.firstMatch(of: /([0-9a-f]{16})-([0-9a-f]{16})\.ltx$/)
        return match.flatMap { UInt64($0.output.2, radix: 16) }
    }

    /// Of every file in a replica that is a folder.
    package static func names(inReplica folder: String) -> [String] {
        FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    }

    private static func modified(_ path: String) -> Timestamp? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return Timestamp(
            milliseconds: Int64(facts.st_mtim.tv_sec) * 1000 + Int64(facts.st_mtim.tv_nsec) / 1_000_000)
    }
}
