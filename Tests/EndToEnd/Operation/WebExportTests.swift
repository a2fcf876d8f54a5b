import Foundation
import Testing

/// The web app on another host shows media that the server sends browsers elsewhere for.
@Suite(.timeLimit(.minutes(2))) struct WebExportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func policy(_ arguments: String..., environment: [String: String] = [:]) async throws -> String {
        let place = "\(folder.path)/\(UUID().uuidString)"
        let ended = try await Ended.run(
            Build.greenroom, ["web", "export", place, "--api", "https://api.example.com"] + arguments,
            environment: environment)
        guard ended.status == 0 else { return ended.errors }
        return try String(contentsOfFile: place + "/_headers", encoding: .utf8)
    }

    @Test func `its policy lets media come from mirrors that the settings or the command name`() async throws {
        let bucket = [
            "GREENROOM_S3_BUCKET": "media", "GREENROOM_S3_REGION": "eu-central-1", "GREENROOM_S3_ACCESS_KEY_ID": "key",
            "GREENROOM_S3_SECRET_ACCESS_KEY": "secret",
        ]
        let redirecting = bucket.merging(["GREENROOM_MEDIA_DELIVERY": "redirect"]) { $1 }
        let fronted = redirecting.merging(["GREENROOM_S3_PUBLIC_URL": "https://cdn.example.com"]) { $1 }
        let own = "media-src 'self' blob: https://api.example.com"

        #expect(try await policy().contains(own + ";"))
        #expect(try await policy(environment: bucket).contains(own + ";"))
        let plain = try await policy(environment: redirecting)
        #expect(plain.contains(own + " https://media.s3.eu-central-1.amazonaws.com;"), "\(plain)")
        #expect(try await policy(environment: fronted).contains(own + " https://cdn.example.com;"))
        let named = try await policy("--media", "https://a.example.com/", "--media", "https://b.example.com:8443")
        #expect(named.contains(own + " https://a.example.com https://b.example.com:8443;"), "\(named)")
        #expect(try await policy("--media", "https://a.example.com; script-src *").contains("--media is"))
    }
}
