import Domain
import Foundation

/// Where a file stands in a backup. Whatever else an archive names is no part of a backup.
enum BackupPlace: Equatable {
    case manifest
    case database
    case sums
    case secret(String)
    /// Below the folder of engines.
    case engine(String)
    case taskLog(account: String, String)
    case export(String)
    case blob(BlobHash)

    /// Nil for a name that is none of ours, or that could lead out of its folder.
    init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy(Self.isPlain) else { return nil }
        switch (parts.count, parts.first) {
        case (1, "backup.json"): self = .manifest
        case (1, "greenroom.db"): self = .database
        case (1, "SHA256SUMS"): self = .sums
        case (2, "secrets"): self = .secret(parts[1])
        case (2...4, "engines"): self = .engine(parts.dropFirst().joined(separator: "/"))
        case (2, "exports"): self = .export(parts[1])
        case (4, "logs") where parts[1] == "tasks": self = .taskLog(account: parts[2], parts[3])
        case (3, "media"):
            guard let hash = BlobHash(hex: parts[2]), hash.hex.hasPrefix(parts[1]), parts[1].utf8.count == 2 else {
                return nil
            }
            self = .blob(hash)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .manifest: "backup.json"
        case .database: "greenroom.db"
        case .sums: "SHA256SUMS"
        case .secret(let name): "secrets/\(name)"
        case .engine(let name): "engines/\(name)"
        case .taskLog(let account, let name): "logs/tasks/\(account)/\(name)"
        case .export(let name): "exports/\(name)"
        case .blob(let hash): "media/\(hash.hex.prefix(2))/\(hash.hex)"
        }
    }

    /// Letters, digits and `._-`, beginning with none of the last three.
    private static func isPlain(_ part: String) -> Bool {
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        return (1...200).contains(part.utf8.count) && part.utf8.first.map(isLetterOrDigit) == true
            && part.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 45 || $0 == 46 || $0 == 95 }
    }
}
