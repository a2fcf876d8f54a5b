import Foundation
import Testing

@testable import greenroom

/// What leaves the house when somebody asks for help.
@Suite(.timeLimit(.minutes(2))) struct SupportBundleTests {
    private static let secret = "a-secret-that-nobody-may-see"

    /// Every setting whose value is not told, as somebody might have set it; those that name files stay out.
    private static let told = [
        "GREENROOM_SMTP_URL": "smtp://robot:\(secret)@mail.example.com:587",
        "GREENROOM_MAIL_FROM": "Studio <zelda@studio.example>", "GREENROOM_PUBLIC_URL": "https://studio.example",
        "GREENROOM_METRICS_TOKEN": secret, "AVATAR_API_KEY": secret, "GREENROOM_BACKUP_PASSPHRASE": secret,
        "STRIPE_SECRET_KEY": "sk_test_\(secret)", "STRIPE_WEBHOOK_SECRET": "whsec_\(secret)",
        "QWEN_VIDEO_API_KEY": secret, "FISH_AUDIO_API_KEY": secret, "GREENROOM_HOST": "203.0.113.10",
        "SENTRY_DSN": "https://\(secret.replacing("-", with: ""))@sentry.example.com/42",
        "GREENROOM_TRUSTED_PROXIES": "203.0.113.9", "GREENROOM_UPLOAD_HOURS": "36",
    ]

    @Test func `holds what helps, and no secret, no address and no name`() async throws {
        let folder = try TemporaryFolder()
        let (home, logs) = (folder.path + "/home", folder.path + "/logs")
        let logging = ["GREENROOM_LOG_DIR": logs, "GREENROOM_LOG_LEVEL": "debug"]
        let server = try await RunningServer(home: home, environment: logging)
        let ada = try await Client(server)
        let key = try await ada.send("POST", "/api/v1/api-keys", json: ["name": "robot", "scopes": ["read"]])
        let token = try #require(ada.token)
        // A line that an older version may have written, and one of yesterday, compressed.
        let old =
            "login of ada@example.com from 198.51.100.7 and 2001:db8::17 with Bearer \(token) in /home/ada/greenroom\n"
        let log = try #require(FileHandle(forWritingAtPath: logs + "/greenroom.log"))
        try log.seekToEnd()
        try log.write(contentsOf: Data(old.utf8))
        try old.write(toFile: logs + "/greenroom-2026-11-28.log", atomically: true, encoding: .utf8)
        _ = try await Ended.run("/usr/bin/gzip", [logs + "/greenroom-2026-11-28.log"])

        let bundle = folder.path + "/bundle.tar"
        let made = try await Ended.run(
            Build.greenroom, ["support-bundle", "--home", home, "-o", bundle, "--days", "9"],
            environment: Self.told.merging(logging) { $1 })
        #expect(made.status == 0, "\(made)")
        let rights = try FileManager.default.attributesOfItem(atPath: bundle)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        let all = try await Ended.run("/bin/tar", ["-xOf", bundle]).output
        let names = try await Ended.run("/bin/tar", ["-tf", bundle]).output

        for name in ["versions.txt", "settings.txt", "doctor.txt", "database.txt", "logs/greenroom.log", "11-28.log"] {
            #expect(names.contains(name), "\(name) is not in \(names)")
        }
        #expect(all.contains("GREENROOM_UPLOAD_HOURS=36") && all.contains("GREENROOM_SMTP_URL is set"))
        #expect(all.contains("0001-") && all.contains("whole") && all.contains("\"route\":\"/api/v1/auth/register\""))
        let addresses = ["ada@", "example.com", "zelda", "studio.example", "198.51.100.7", "203.0.113.9", "2001:db8"]
        for unwanted in [Self.secret, token, Self.secret.replacing("-", with: ""), "home/ada", folder.path] + addresses
        {
            #expect(!all.contains(unwanted), "\(unwanted) is in the bundle")
        }
        let raw = try #require(key["key"] as? String, "\(key)")
        #expect(!all.contains(raw))
        #expect(await server.end() == 0)
    }

    @Test func `tells of no setting that could hold a secret`() {
        let risky = /KEY|SECRET|TOKEN|PASS|DSN|URL|CERT|FROM|AUTHORIZATION|HOST|ORIGIN|PROXIES|_ID$|FOLDER|PATH|_DIR/

        #expect(SettingsSummary.harmless.filter { $0.contains(risky) } == [])
        #expect(SettingsSummary.harmless.subtracting(SettingsGuide.entries.flatMap(\.names)) == [])
    }

    @Test func `says where it could not write`() async throws {
        let folder = try TemporaryFolder()

        let made = try await Ended.run(
            Build.greenroom, ["support-bundle", "--home", folder.path + "/home", "-o", "/nowhere/bundle.tar"])

        #expect(made.status == 1 && made.errors.contains("/nowhere/bundle.tar cannot be written"), "\(made)")
    }
}
