import Foundation
import Outbound
import Providers
import Storage
import Studio

/// Where backups are: in a folder, or in a bucket that is named as `s3://bucket/folder` or `oss://bucket/folder` and opened
/// with the keys of the mirrors' settings.
enum BackupAddress: Sendable {
    /// Absolute.
    case folder(String)
    case bucket(BucketSettings)

    /// - Parameter name: of the setting or option, for people.
    init(_ text: String, _ values: Values, _ name: String) throws {
        guard let (service, rest) = Self.service(of: text) else {
            guard !text.contains("://") else {
                throw CommandFailure(
                    "\(name) is \"\(text)\"; it must be a path, s3://bucket/folder or oss://bucket/folder")
            }
            self = .folder(URL(fileURLWithPath: text).standardizedFileURL.path)
            return
        }
        let parts = rest.split(separator: "/", maxSplits: 1)
        var settings = try MirrorSettings.bucket(
            service, named: parts.first.map(String.init) ?? "", values, asked: "\(name) is \(text)")
        settings.prefix = try MirrorSettings.prefix(parts.count > 1 ? String(parts[1]) : nil, name)
        self = .bucket(settings)
    }

    /// Whether it names something in a bucket.
    static func isBucket(_ text: String) -> Bool { service(of: text) != nil }

    func shelf(_ policy: OutboundPolicy) -> any BackupShelf {
        switch self {
        case .folder(let path): BackupFolder(path)
        case .bucket(let settings): Self.open(settings, policy)
        }
    }

    /// One backup: a file, or an object.
    /// - Parameters:
    ///   - text: a path, or `s3://bucket/folder/name`.
    ///   - scratch: a folder for parts on their way.
    static func origin(
        _ text: String, _ values: Values, scratch: String, _ policy: OutboundPolicy = .online
    ) throws -> BackupOrigin {
        guard isBucket(text), let slash = text.lastIndex(of: "/") else { return .file(text) }
        let key = String(text[text.index(after: slash)...])
        guard case .bucket(let settings) = try BackupAddress(String(text[..<slash]), values, "the backup"), !key.isEmpty
        else { throw CommandFailure("\(text) names no backup in a bucket, such as s3://bucket/folder/NAME.tar.age") }
        return open(settings, policy).origin(ofKey: key, scratch: scratch)
    }

    private static func open(_ settings: BucketSettings, _ policy: OutboundPolicy) -> BackupBucket {
        let web = WebClient(policy: policy, pool: OutboundPool(name: "backups", places: 16, perShare: 16))
        let folder = settings.prefix.isEmpty ? "" : "/" + settings.prefix.dropLast()
        return BackupBucket(
            Bucket(settings, web: web), place: "\(settings.service.rawValue)://\(settings.bucket)\(folder)")
    }

    private static func service(of text: String) -> (BucketSettings.Service, Substring)? {
        for service in [BucketSettings.Service.s3, .oss] where text.hasPrefix(service.rawValue + "://") {
            return (service, text.dropFirst(service.rawValue.utf8.count + 3))
        }
        return nil
    }
}
