import Domain
import Foundation
import Outbound
import Providers
import Sandbox
import Storage
import Studio

/// The buckets that keep second copies of media.
struct MirrorSettings: Sendable {
    /// A bucket with what goes there.
    struct Entry: Sendable {
        var bucket: BucketSettings
        let rule: MirrorRule
        /// Whether objects are sealed before they leave.
        let isSealed: Bool
    }

    /// `GREENROOM_S3_…` and `GREENROOM_OSS_…`.
    private(set) var entries: [Entry]
    /// `GREENROOM_MIRROR_STREAMS`: transfers at a time, 1...16; default 4.
    let streams: Int
    /// `GREENROOM_MIRROR_KBPS`: KiB a second to all mirrors together, 0...10,000,000; 0 is no limit, the default.
    let kibibytesPerSecond: Int
    /// `GREENROOM_KEEP_LOCAL`: `all`, the default, `days:N`, or `size:N` in gigabytes.
    let keeps: KeepLocal
    /// `GREENROOM_MEDIA_DELIVERY`: `local`, the default, `redirect` or `auto`.
    let delivery: MediaRedirects.Way
    /// `GREENROOM_UPLOADS`: `server`, the default, or `direct`.
    let uploads: DirectUploads.Way

    init(_ values: Values) throws {
        entries = try [Self.entry(.s3, values), Self.entry(.oss, values)].compactMap(\.self)
        streams = try values.number("GREENROOM_MIRROR_STREAMS", in: 1...16, default: 4)
        kibibytesPerSecond = try values.number("GREENROOM_MIRROR_KBPS", in: 0...10_000_000, default: 0)
        delivery = try values.choice("GREENROOM_MEDIA_DELIVERY", default: .local)
        uploads = try values.choice("GREENROOM_UPLOADS", default: .server)
        let kept = values.text("GREENROOM_KEEP_LOCAL") ?? "all"
        guard let keeps = KeepLocal(kept) else {
            throw CommandFailure(
                "GREENROOM_KEEP_LOCAL is \"\(kept)\"; it must be all, days:N such as days:30, or size:N in gigabytes")
        }
        guard keeps == .all || !entries.isEmpty else {
            throw CommandFailure(
                "GREENROOM_KEEP_LOCAL is \"\(kept)\", but no bucket is set that could have what leaves the disk")
        }
        self.keeps = keeps
        guard uploads == .server || entries.contains(where: { !$0.isSealed }) else {
            throw CommandFailure(
                "GREENROOM_UPLOADS is \"direct\", but no bucket is set that browsers could send files to")
        }
    }

    /// Where browsers may be sent to for media.
    var mediaOrigins: [String] {
        delivery == .local ? [] : entries.filter { !$0.isSealed }.compactMap(\.bucket.mediaOrigin)
    }

    /// The same rules, with the stand-ins' buckets in the place of the real ones.
    func offline(at address: String) -> MirrorSettings {
        var settings = self
        settings.entries = entries.map { entry in
            Entry(bucket: entry.bucket.offline(at: address), rule: entry.rule, isSealed: entry.isSealed)
        }
        return settings
    }

    /// The buckets as they are, to be asked what they have: what is sealed there stays so.
    func buckets(policy: OutboundPolicy) -> [Bucket] {
        let web = WebClient(policy: policy, pool: OutboundPool(name: "mirrors", places: 64, perShare: 32))
        return entries.map { Bucket($0.bucket, web: web) }
    }

    /// - Parameter home: whose keys seal what leaves.
    func ports(policy: OutboundPolicy, home: Home) throws -> [MirrorPort] {
        guard !entries.isEmpty else { return [] }
        let pool = OutboundPool(name: "mirrors", places: 64, perShare: 32)
        let web = WebClient(policy: policy, pool: pool)
        let each = kibibytesPerSecond == 0 ? nil : max(1, kibibytesPerSecond * 1024 / streams)
        // What was sealed once is to be read even where nothing is sealed any more.
        let keys = entries.contains(where: \.isSealed) ? try home.mirrorKeys() : try home.mirrorKeysIfMade()
        return entries.map { entry in
            let bucket = Bucket(entry.bucket, web: web, bytesPerSecond: each)
            let isFronted = entry.bucket.publicURL != nil
            guard let keys else { return MirrorPort(bucket, rule: entry.rule, isFronted: isFronted) }
            let mirror = SealedMirror(bucket, keys: keys, seals: entry.isSealed, folder: home.incoming)
            return MirrorPort(mirror, rule: entry.rule, isFronted: isFronted)
        }
    }

    /// Nil when no bucket is named.
    private static func entry(_ service: BucketSettings.Service, _ values: Values) throws -> Entry? {
        let start = service == .s3 ? "GREENROOM_S3" : "GREENROOM_OSS"
        guard let name = text("BUCKET", service, values) else { return nil }
        var settings = try bucket(service, named: name, values, asked: "\(start)_BUCKET is set")
        settings.prefix = try prefix(text("PREFIX", service, values), "\(start)_PREFIX")
        settings.publicURL = try values.url("\(start)_PUBLIC_URL", isWholeHost: true)
        return Entry(
            bucket: settings, rule: try rule(text("RULE", service, values), service, start),
            isSealed: try values.flag("\(start)_SEALED"))
    }

    /// A bucket with the keys that the settings have for its service.
    /// - Parameter asked: why they are needed, for people.
    static func bucket(
        _ service: BucketSettings.Service, named name: String, _ values: Values, asked: String
    ) throws -> BucketSettings {
        let start = service == .s3 ? "GREENROOM_S3" : "GREENROOM_OSS"
        func text(_ name: String) -> String? { Self.text(name, service, values) }
        guard let key = text("ACCESS_KEY_ID"), let secret = text("SECRET_ACCESS_KEY") else {
            throw CommandFailure("\(asked); \(start)_ACCESS_KEY_ID and \(start)_SECRET_ACCESS_KEY must be, too")
        }
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/) != nil else {
            throw CommandFailure("\(asked); \"\(name)\" must be the name of a bucket")
        }
        let endpoint = try endpoint(text("ENDPOINT"), start)
        guard let region = region(text("REGION"), endpoint, service) else {
            throw CommandFailure("\(asked); \(start)_REGION must be, too")
        }
        var settings = BucketSettings(
            service, bucket: name, region: region, endpoint: endpoint, accessKey: key, secretKey: secret)
        settings.sessionToken = text("SESSION_TOKEN")
        settings.style = try values.choice("\(start)_STYLE", default: .automatic)
        if service == .oss { settings.signature = try values.choice("\(start)_SIGNATURE", default: .v4) }
        settings.encryption = try encryption(text("ENCRYPTION"), start)
        return settings
    }

    /// By its own name, or by one that the platforms before used.
    private static func text(_ name: String, _ service: BucketSettings.Service, _ values: Values) -> String? {
        let whole = (service == .s3 ? "GREENROOM_S3" : "GREENROOM_OSS") + "_" + name
        if let own = values.text(whole) { return own }
        return aliases[whole]?.lazy.compactMap { values.text($0) }.first
    }

    /// Names that the platforms before used.
    private static let aliases = [
        "GREENROOM_S3_BUCKET": ["S3_BUCKET_NAME", "AWS_S3_BUCKET"],
        "GREENROOM_S3_REGION": ["S3_AWS_REGION", "AWS_REGION"],
        "GREENROOM_S3_ENDPOINT": ["S3_ENDPOINT_URL"],
        "GREENROOM_S3_ACCESS_KEY_ID": ["S3_AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"],
        "GREENROOM_S3_SECRET_ACCESS_KEY": ["S3_AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"],
        "GREENROOM_S3_SESSION_TOKEN": ["S3_AWS_SESSION_TOKEN", "AWS_SESSION_TOKEN"],
        "GREENROOM_OSS_BUCKET": ["ALIYUN_OSS_BUCKET_NAME", "ALIYUN_OSS_BUCKET"],
        "GREENROOM_OSS_REGION": ["ALIYUN_OSS_REGION"],
        "GREENROOM_OSS_ENDPOINT": ["ALIYUN_OSS_ENDPOINT"],
        "GREENROOM_OSS_ACCESS_KEY_ID": ["ALIYUN_OSS_ACCESS_KEY_ID"],
        "GREENROOM_OSS_SECRET_ACCESS_KEY": ["ALIYUN_OSS_ACCESS_KEY_SECRET", "ALIYUN_OSS_SECRET_ACCESS_KEY"],
        "GREENROOM_OSS_SESSION_TOKEN": ["ALIYUN_OSS_SECURITY_TOKEN"],
    ]

    /// The platforms before named hosts of OSS without a scheme.
    private static func endpoint(_ text: String?, _ start: String) throws -> String? {
        guard let text else { return nil }
        let whole = text.contains("://") ? text : "https://" + text
        let parts = URLComponents(string: whole)
        guard let scheme = parts?.scheme, ["http", "https"].contains(scheme), parts?.host?.isEmpty == false,
            parts?.user == nil, parts?.query == nil, ["", "/"].contains(parts?.path ?? "")
        else {
            throw CommandFailure("\(start)_ENDPOINT is \"\(text)\"; it must be such as https://s3.example.com:9000")
        }
        return whole.hasSuffix("/") ? String(whole.dropLast()) : whole
    }

    /// An endpoint of OSS names its region: `https://oss-cn-beijing.aliyuncs.com`.
    private static func region(_ text: String?, _ endpoint: String?, _ service: BucketSettings.Service) -> String? {
        switch service {
        case .s3: return text ?? (endpoint == nil ? nil : "us-east-1")
        case .oss:
            let named =
                text ?? endpoint?.firstMatch(of: /oss-([a-z0-9-]+?)(-internal)?\.aliyuncs/).map { "\($0.output.1)" }
            return named.map { $0.hasPrefix("oss-") ? String($0.dropFirst(4)) : $0 }
        }
    }

    /// - Parameter name: of the setting.
    static func prefix(_ text: String?, _ name: String) throws -> String {
        guard let text else { return "" }
        guard text.wholeMatch(of: /[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*\/?/) != nil, text.utf8.count <= 200 else {
            throw CommandFailure("\(name) is \"\(text)\"; it must be a folder such as studio/media")
        }
        return text.hasSuffix("/") ? text : text + "/"
    }

    private static func encryption(_ text: String?, _ start: String) throws -> BucketSettings.Encryption {
        switch text {
        case nil, "none": return .none
        case "service": return .own
        case let text? where text == "kms" || text.hasPrefix("kms:"):
            let key = String(text.dropFirst(4))
            return .keyService(key: key.isEmpty ? nil : key)
        case let text?:
            throw CommandFailure("\(start)_ENCRYPTION is \"\(text)\"; it must be none, service, kms or kms:KEY")
        }
    }

    private static func rule(
        _ text: String?, _ service: BucketSettings.Service, _ start: String
    ) throws -> MirrorRule {
        switch text {
        case nil, "everything": return .everything
        case "results": return .results
        case "region", "auto": return service == .oss ? .mainland : .elsewhere
        case let text?:
            throw CommandFailure("\(start)_RULE is \"\(text)\"; it must be everything, results or region")
        }
    }
}

extension BucketSettings {
    /// The stand-in's bucket in the place of the real one.
    func offline(at address: String) -> BucketSettings {
        var settings = BucketSettings(
            service, bucket: BucketStandIn.bucket, region: region, endpoint: address,
            accessKey: BucketStandIn.accessKey, secretKey: BucketStandIn.secretKey)
        settings.prefix = prefix
        settings.placeName = "stand-in"
        return settings
    }
}
