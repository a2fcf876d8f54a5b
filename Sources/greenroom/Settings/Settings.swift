import Configuration
import Domain
import Foundation
import Server
import Studio
import SystemPackage

/// What the server is told at its start, read once. A flag goes before the environment, the environment before the
/// file `.env.{ENV}` of the working folder, and that before the file of an installed package.
struct Settings: Sendable {
    /// `ENV`: `local` (default), `staging` or `production`; chooses the `.env` file.
    let environment: String
    /// `GREENROOM_HOME`: where all state lies; default `./var`.
    let home: String
    /// `GREENROOM_HOST`: the address to listen on; default 127.0.0.1.
    let host: String
    /// `GREENROOM_PORT`: 0...65535, 0 takes a free one; default 8420.
    let port: Int
    /// `GREENROOM_PUBLIC_URL`: how browsers reach the server, when a proxy stands before it. With `https` cookies are
    /// marked `Secure`.
    let publicURL: String?
    /// The host as it stands in a URL (RFC 3986, section 3.2.2).
    var hostInURL: String { host.contains(":") ? "[\(host)]" : host }
    /// How browsers reach the server, as far as that is known before it listens: nil for a free port.
    var address: String? {
        if let publicURL { return publicURL }
        return port == 0 ? nil : "\(tls.scheme)://\(["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : hostInURL):\(port)"
    }
    /// `GREENROOM_TLS_…`, `GREENROOM_REDIRECT_PORT`, `GREENROOM_HSTS_SECONDS`.
    let tls: TLSSettings
    /// How letters are sent: `GREENROOM_SMTP_URL` and `GREENROOM_MAIL_FROM`; nil when this server sends none.
    let mail: MailSettings?
    /// `GREENROOM_OFFLINE`: call nobody outside and sign in by stand-ins of our own; default false.
    let isOffline: Bool
    /// `GREENROOM_SANDBOX_PORT`: of the stand-ins, 0...65535, 0 takes a free one; default 8421.
    let sandboxPort: Int
    /// Google, WeChat and Firebase: `GREENROOM_GOOGLE_…`, `GREENROOM_WECHAT_…`, `GREENROOM_FIREBASE_…`.
    let signIn: SignInSettings
    /// `BILLING` and what belongs to it.
    let billing: BillingSettings
    /// `STRIPE_…` and `WECHAT_PAY_…`.
    let payments: PaymentSettings
    /// Services that carry work out: `DASHSCOPE_…` and others.
    let engines: EngineSettings
    /// `GREENROOM_TRUSTED_PROXIES`: addresses of reverse proxies or blocks of them (`10.0.0.0/8`), with commas between;
    /// what they say of their clients is believed. Default none.
    let trustedProxies: [AddressBlock]
    /// `GREENROOM_CORS_ORIGINS`: origins whose pages may use the API, with commas between, or `*` for every page without
    /// cookies. Default none.
    let crossOrigin: CrossOrigin
    /// `GREENROOM_RATE_LIMITS`: requests a minute per account and per address, e.g. `auth=60/300,read=0/0`; `0` switches
    /// all limits off. See ``RateLimits/standard``.
    let rates: RateLimits
    /// `GREENROOM_LOG_…`.
    let log: LogSettings
    /// `GREENROOM_QUEUE_PAUSED`: accept and keep tasks but start none; default false.
    let queuePaused: Bool
    /// `GREENROOM_BUILTIN_SLOTS`: tasks of the built-in engine at a time, 1...64; default 1.
    let builtinSlots: Int
    /// `GREENROOM_ENGINE_SILENCE_SECONDS`: how long an engine may neither write a line nor use processor time before it is
    /// ended, 10...86,400; default 120.
    let engineSilenceSeconds: Int
    /// `GREENROOM_MAX_ACTIVE_TASKS`: queued and running tasks of one account, 1...10,000,000; default 100.
    let maxActiveTasks: Int
    /// `GREENROOM_MAX_IMAGE_MB`, default 50; `GREENROOM_MAX_VIDEO_MB`, default 6144; `GREENROOM_MAX_AUDIO_MB`,
    /// default 500: one upload of the kind, in MiB, 1...1,048,576.
    let maxImageBytes: Int64
    let maxVideoBytes: Int64
    let maxAudioBytes: Int64
    /// `GREENROOM_ACCOUNT_QUOTA_MB`: all files of one account, in MiB; default 51,200.
    let accountQuotaBytes: Int64
    /// `GREENROOM_UPLOAD_HOURS`: how long an unfinished upload is kept after its last byte, 1...720; default 24.
    let uploadHours: Int
    /// `GREENROOM_MEDIA_LINK_MINUTES`: how long a signed media URL is good, 5...10,080; default 60.
    let mediaLinkMinutes: Int

    /// `AVATAR_API_KEY`: a key for backends, 16...1024 characters; it acts for the first administrator and may all but
    /// administer. Default none.
    let bootstrapKey: String?

    /// `AVATAR_MAX_CONCURRENT`: trainings of avatars at a time, on all engines together, 1...64; default as many as the
    /// engines have room for.
    let mostTrainings: Int?

    /// `AVATAR_CALLBACK_HOSTS`: addresses such as `http://backend:8000`, with commas between, of programs in a
    /// private network that webhooks and avatar jobs may call. Default none: public addresses only.
    let callbackHosts: [String]

    /// `GREENROOM_METRICS_TOKEN`: 16...1024 characters; whoever shows it as a bearer token may read `/metrics` from
    /// elsewhere. None by default: only requests from this machine may.
    let metricsToken: String?

    /// `GREENROOM_ADMIN_SECOND_FACTOR`: `optional` (default), or `required`: administrators may do nothing as such
    /// until they have set a second factor up.
    let adminSecondFactor: Necessity

    /// `GREENROOM_CONSENT_REVIEW`: what a consent means that a person still has to hear: models made with it wait until
    /// then (`before`, default), or are made meanwhile (`after`).
    let consentReview: ConsentReview

    enum ConsentReview: String, CaseIterable, Sendable { case before, after }

    enum Necessity: String, CaseIterable, Sendable { case optional, required }

    /// `GEOIP_DATABASE_PATH`: a file in MaxMind's DB format, from which defaults of country and language are guessed.
    /// Default none.
    let regionDatabase: String?

    /// `GREENROOM_BACKUP_…`: when backups are made, and of what.
    let backups: BackupSettings
    /// `GREENROOM_BACKUP_FOLDER`: where they go: a folder, `s3://bucket/folder` or `oss://bucket/folder`. Default `backups`
    /// in the home.
    let backupAddress: BackupAddress
    /// `GREENROOM_LITESTREAM`: where Litestream's replica of the database is, for `greenroom doctor`: a folder,
    /// `s3://bucket/folder` or `oss://bucket/folder`. Default none.
    let litestream: String?
    /// `GREENROOM_VERIFY_DAYS` 0...365: how often all media are read and compared; 0 never by itself. Default 30.
    let verifyDays: Int
    /// Where media are copied to.
    let mirrors: MirrorSettings
    /// `GREENROOM_WHEELS`: a folder of files that packs are made of; they are taken instead of being fetched. Default
    /// `wheels` in the home.
    let wheels: String
    /// `GREENROOM_PACK_MIRROR`: takes the place of `https://files.pythonhosted.org`, from which packs are fetched.
    let packMirror: String?

    /// What the command line says; nil leaves it to the environment.
    struct Flags: Sendable {
        var home: String?
        var host: String?
        var port: String?
        var queuePaused: Bool
        var offline = false
    }

    var uploadLimits: UploadLimits {
        var limits = UploadLimits()
        limits.imageBytes = maxImageBytes
        limits.videoBytes = maxVideoBytes
        limits.audioBytes = maxAudioBytes
        limits.accountBytes = accountQuotaBytes
        return limits
    }

    /// What may be told to others of all this.
    let summary: SettingsSummary

    /// What ``Locations`` is told, the environment over the `.env` file.
    let variables: [String: String]

    /// - Throws: ``CommandFailure`` naming the setting, what it was and what it may be.
    init(flags: Flags, process: [String: String] = ProcessInfo.processInfo.environment) async throws {
        let packaged = try await Self.packaged()
        let name = process["ENV"] ?? packaged.flatMap { ConfigReader(provider: $0).string(forKey: "env") } ?? "local"
        guard ["local", "staging", "production"].contains(name) else {
            throw CommandFailure("ENV is \"\(name)\"; it must be local, staging or production")
        }
        let file: EnvironmentVariablesProvider
        do {
            let path = FileManager.default.currentDirectoryPath + "/.env.\(name)"
            file = try await EnvironmentVariablesProvider(
                environmentFilePath: FilePath(path), allowMissing: true)
        } catch {
            throw CommandFailure("the file .env.\(name) could not be read: \(Cause(error))")
        }
        let reader = ConfigReader(
            providers: [EnvironmentVariablesProvider(environmentVariables: process), file]
                + (packaged.map { [$0] } ?? []))
        let values = Values(reader: reader)
        environment = name
        home = URL(fileURLWithPath: flags.home ?? values.text("GREENROOM_HOME") ?? "./var").standardizedFileURL.path
        host = flags.host ?? values.text("GREENROOM_HOST") ?? "127.0.0.1"
        port = try values.number("GREENROOM_PORT", flag: flags.port, in: 0...65535, default: 8420)
        publicURL = try values.url("GREENROOM_PUBLIC_URL", isWholeHost: true)
        isOffline = flags.offline ? true : try values.flag("GREENROOM_OFFLINE")
        tls = try TLSSettings(values, publicURL: publicURL)
        guard tls.files == nil || !isOffline else {
            throw CommandFailure(
                "GREENROOM_TLS_CERT does not go with GREENROOM_OFFLINE: the stand-ins call back by http")
        }
        sandboxPort = try values.number("GREENROOM_SANDBOX_PORT", in: 0...65535, default: 8421)
        signIn = try SignInSettings(values)
        billing = try BillingSettings(values)
        payments = try PaymentSettings(values)
        engines = try EngineSettings(values)
        trustedProxies = try values.blocks("GREENROOM_TRUSTED_PROXIES")
        crossOrigin = try values.origins("GREENROOM_CORS_ORIGINS")
        rates = try values.rates("GREENROOM_RATE_LIMITS")
        mail = try MailSettings(values, publicURL: publicURL)
        log = try LogSettings(values, environment: name)
        queuePaused = flags.queuePaused ? true : try values.flag("GREENROOM_QUEUE_PAUSED")
        builtinSlots = try values.number("GREENROOM_BUILTIN_SLOTS", in: 1...64, default: 1)
        engineSilenceSeconds = try values.number("GREENROOM_ENGINE_SILENCE_SECONDS", in: 10...86_400, default: 120)
        maxActiveTasks = try values.number("GREENROOM_MAX_ACTIVE_TASKS", in: 1...10_000_000, default: 100)
        maxImageBytes = try values.mebibytes("GREENROOM_MAX_IMAGE_MB", default: 50)
        maxVideoBytes = try values.mebibytes("GREENROOM_MAX_VIDEO_MB", default: 6144)
        maxAudioBytes = try values.mebibytes("GREENROOM_MAX_AUDIO_MB", default: 500)
        accountQuotaBytes = try values.mebibytes("GREENROOM_ACCOUNT_QUOTA_MB", default: 51_200)
        uploadHours = try values.number("GREENROOM_UPLOAD_HOURS", in: 1...720, default: 24)
        mediaLinkMinutes = try values.number("GREENROOM_MEDIA_LINK_MINUTES", in: 5...10_080, default: 60)
        bootstrapKey = try values.secret("AVATAR_API_KEY", length: 16...1024)
        mostTrainings =
            values.text("AVATAR_MAX_CONCURRENT") == nil
            ? nil : try values.number("AVATAR_MAX_CONCURRENT", in: 1...64, default: 1)
        callbackHosts = values.list("AVATAR_CALLBACK_HOSTS")
        metricsToken = try values.secret("GREENROOM_METRICS_TOKEN", length: 16...1024)
        consentReview = try values.choice("GREENROOM_CONSENT_REVIEW", default: .before)
        adminSecondFactor = try values.choice("GREENROOM_ADMIN_SECOND_FACTOR", default: .optional)
        regionDatabase = values.text("GEOIP_DATABASE_PATH")
        backups = try values.backups()
        backupAddress = try BackupAddress(
            values.text("GREENROOM_BACKUP_FOLDER") ?? home + "/backups", values, "GREENROOM_BACKUP_FOLDER")
        litestream = values.text("GREENROOM_LITESTREAM")
        if let litestream { _ = try BackupAddress(litestream, values, "GREENROOM_LITESTREAM") }
        verifyDays = try values.number("GREENROOM_VERIFY_DAYS", in: 0...365, default: 30)
        mirrors = try MirrorSettings(values)
        wheels = values.text("GREENROOM_WHEELS") ?? home + "/wheels"
        packMirror = try values.url("GREENROOM_PACK_MIRROR", isWholeHost: false)
        summary = SettingsSummary(values)
        variables = values.named(Locations.variables)
        self.values = values
    }

    let values: Values

    /// Settings that only the manifest of an engine knows, as far as they are there.
    func named(_ names: Set<String>) -> [String: String] { values.named(Array(names)) }
}

extension Settings {
    /// What the service of the Debian package is set to, so that an administrator's commands find the same home. Nil for
    /// a program that lies elsewhere, and for those who may not read the file.
    private static func packaged() async throws -> EnvironmentVariablesProvider? {
        let path = "/etc/greenroom/greenroom.env"
        guard Locations.ownPath.hasPrefix("/usr/bin/"), access(path, R_OK) == 0 else { return nil }
        do {
            return try await EnvironmentVariablesProvider(environmentFilePath: FilePath(path))
        } catch {
            throw CommandFailure("\(path) could not be read: \(Cause(error))")
        }
    }
}
