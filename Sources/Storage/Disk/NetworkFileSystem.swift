import Foundation
import Glibc

/// File systems that lie on another machine. SQLite's log needs memory that all processes share, and locks that hold; neither
/// is sure there (sqlite.org, "Write-Ahead Logging", "How To Corrupt An SQLite Database File").
package enum NetworkFileSystem {
    /// By the names of Linux.
    private static let names = [
        "nfs": "NFS", "nfs4": "NFS", "cifs": "SMB", "smb3": "SMB", "smbfs": "SMB", "9p": "9P", "ceph": "Ceph",
        "afs": "AFS", "coda": "Coda", "lustre": "Lustre", "gpfs": "GPFS", "vboxsf": "a folder of VirtualBox's host",
    ]

    /// What kind a place lies on; nil for a disk of this machine, or when nobody knows.
    /// - Parameter path: of something that exists.
    package static func name(at path: String) -> String? {
        var facts = stat()
        guard stat(path, &facts) == 0, let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo") else {
            return nil
        }
        let device = UInt64(facts.st_dev)
        let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
        let minor = device & 0xff | (device >> 12) & ~0xff
        return type(ofDevice: "\(major):\(minor)", in: String(decoding: mounts, as: UTF8.self)).flatMap(name(ofType:))
    }

    /// - Parameter mounts: as in `/proc/self/mountinfo` (proc(5)).
    static func type(ofDevice device: String, in mounts: String) -> String? {
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, words[2] == device, let dash = words.firstIndex(of: "-"), dash + 1 < words.count
            else { continue }
            return String(words[dash + 1])
        }
        return nil
    }

    /// FUSE may be anything, most often a folder elsewhere.
    static func name(ofType type: String) -> String? {
        type.hasPrefix("fuse.") ? "FUSE (\(type.dropFirst(5)))" : names[type]
    }
}
