import Foundation
import TestSupport
import Testing

/// The program that speaks TLS itself, asked by curl.
@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    private static func server(
        _ folder: String, _ certificate: MadeCertificate, _ more: [String: String] = [:]
    ) async throws -> RunningServer {
        try await RunningServer(
            home: folder + "/home",
            environment: ["GREENROOM_TLS_CERT": certificate.chain, "GREENROOM_TLS_KEY": certificate.key]
                .merging(more) { $1 })
    }

    private static func curl(_ trusted: String, _ options: [String], _ url: String) async throws -> Ended {
        try await Ended.run("/usr/bin/curl", ["-s", "--max-time", "60", "--cacert", trusted] + options + [url])
    }

    private static func data(_ ended: Ended) throws -> [String: Any] {
        let answer = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        return answer?["data"] as? [String: Any] ?? [:]
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func `serves pages, cookies, uploads, ranges and live events`(version: String) async throws {
        let folder = try TemporaryFolder()
        let certificate = try MadeCertificate(in: folder.path)
        let server = try await Self.server(folder.path, certificate)
        #expect(server.address.hasPrefix("https://127.0.0.1:"))
        func curl(_ options: [String], _ path: String) async throws -> Ended {
            try await Self.curl(certificate.chain, [version] + options, server.address + path)
        }

        let page = try await curl(["-o", "/dev/null", "-w", "%{http_version} %{http_code}"], "/")
        #expect(page.output == (version == "--http2" ? "2 200" : "1.1 200"))
        // The session's cookies are for https only.
        let account = #"{"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}"#
        let json = ["-H", "Content-Type: application/json"]
        let cookies = try await curl(
            json + ["-H", "X-Greenroom-Session: cookie", "-D", "-", "-o", "/dev/null", "-d", account],
            "/api/v1/auth/register")
        let set = cookies.output.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("set-cookie") }
        #expect(set.count == 2 && set.allSatisfy { $0.contains("; Secure") }, "\(cookies.output)")
        let signedIn = try await curl(json + ["-d", account], "/api/v1/auth/login")
        let token = try #require(try Self.data(signedIn)["access_token"] as? String, "\(signedIn.output)")
        let bearer = ["-H", "Authorization: Bearer \(token)"]
        // A large upload, and what comes back of it.
        let large = folder.path + "/large.mp4"
        _ = try await Ended.run(
            "/bin/sh", ["-c", "cat \(try Assets.demo("clip.mp4")) > \(large) && truncate -s 40M \(large)"])
        let upload = try await curl(bearer + ["-F", "kind=video", "-F", "file=@\(large)"], "/api/v1/files")
        let id = try #require(try Self.data(upload)["id"] as? String, "\(upload.output)")
        let copy = folder.path + "/copy.mp4"
        let whole = try await curl(bearer + ["-o", copy, "-w", "%{http_code}"], "/api/v1/files/\(id)/content")
        #expect(whole.output == "200")
        #expect(try await Ended.run("/usr/bin/cmp", [large, copy]).status == 0)
        let range = try await curl(
            bearer + ["-r", "1000-1999", "-o", "/dev/null", "-w", "%{http_code} %{size_download}"],
            "/api/v1/files/\(id)/content")
        #expect(range.output == "206 1000")
        // A refusal of a body that is not read arrives whole, and curl finds nothing wrong with how it ends.
        let refused = try await curl(
            ["-w", " %{http_code}", "--data-binary", "@\(large)", "-H", "Expect:"], "/api/v1/files")
        #expect(refused.status == 0 && refused.output.hasSuffix(" 401"), "\(refused.status) \(refused.output)")
        // Live events, long before their stream ends.
        let events = try Events(
            arguments: ["-sN", "--max-time", "60", version, "--cacert", certificate.chain] + bearer
                + [server.address + "/api/v1/events"])
        let speech = #"{"text": "Hello.", "voice": "espeak:en-gb", "format": "wav"}"#
        _ = try await curl(bearer + json + ["-d", speech], "/api/v1/generate/speech")
        #expect(await events.first(containing: "succeeded", "failed")?.contains("succeeded") == true)
        #expect(await server.end() == 0)
    }

    @Test func `sends plain http to https, and says nothing of the years to come until told`() async throws {
        let folder = try TemporaryFolder()
        let certificate = try MadeCertificate(in: folder.path)
        let port = try FreePort.find()
        let server = try await Self.server(
            folder.path, certificate, ["GREENROOM_REDIRECT_PORT": "\(port)", "GREENROOM_HSTS_SECONDS": "600"])

        let redirected = try await Self.curl(
            certificate.chain, ["-o", "/dev/null", "-w", "%{http_code} %{redirect_url}"],
            "http://127.0.0.1:\(port)/library?a=b")
        #expect(redirected.output == "308 \(server.address)/library?a=b")
        let odd = try await Self.curl(
            certificate.chain, ["-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H", "Host: a/b@c"],
            "http://127.0.0.1:\(port)/")
        #expect(odd.output == "400 ")
        let page = try await Self.curl(certificate.chain, ["-D", "-", "-o", "/dev/null"], server.address + "/")
        #expect(page.output.contains("strict-transport-security: max-age=600"))
        // What is no longer safe is not spoken.
        let old = try await Self.curl(certificate.chain, ["--tls-max", "1.1"], server.address + "/")
        #expect(old.status == 35)
    }

    @Test func `takes a renewed certificate up while it runs, and keeps the old one when the new is no pair`()
        async throws
    {
        let folder = try TemporaryFolder()
        let certificate = try MadeCertificate(in: folder.path)
        let server = try await Self.server(folder.path, certificate)
        let stranger = try MadeCertificate(in: folder.path, name: "stranger")
        let renewed = try MadeCertificate(in: folder.path, name: "renewed")
        let (old, new) = (folder.path + "/old.pem", folder.path + "/new.pem")
        try FileManager.default.copyItem(atPath: certificate.chain, toPath: old)
        try FileManager.default.copyItem(atPath: renewed.chain, toPath: new)

        // Somebody else's key: nothing changes, and the log says why.
        let key = try String(contentsOfFile: certificate.key, encoding: .utf8)
        try String(contentsOfFile: stranger.key, encoding: .utf8)
            .write(toFile: certificate.key, atomically: true, encoding: .utf8)
        let complaint = try await Ended.run(
            "/bin/sh", ["-c", "timeout 20 tail -n +1 -f '\(folder.path)/home.log' | grep -m 1 'the old one stays'"])
        #expect(complaint.output.contains("is not that of the certificate"))
        let kept = try await Self.curl(old, ["-o", "/dev/null", "-w", "%{http_code}"], server.address + "/")
        #expect(kept.output == "200")
        try key.write(toFile: certificate.key, atomically: true, encoding: .utf8)

        try renewed.replace(certificate)
        let taken = try await Self.curl(
            new, ["--retry", "20", "--retry-all-errors", "-o", "/dev/null", "-w", "%{http_code}"],
            server.address + "/")
        #expect(taken.output.hasSuffix("200"), "\(taken.output)")
    }

    @Test func `says before the start what is wrong with the files, and two weeks before the end that it comes`()
        async throws
    {
        let folder = try TemporaryFolder()
        let certificate = try MadeCertificate(in: folder.path, days: 10)
        let other = try MadeCertificate(in: folder.path, name: "other")
        let run = { (chain: String?, key: String, command: String) in
            try await Ended.run(
                Build.greenroom, command.split(separator: " ").map(String.init) + ["--home", folder.path + "/home"],
                environment: ["GREENROOM_TLS_CERT": chain ?? "", "GREENROOM_TLS_KEY": key])
        }

        let ending = try await run(certificate.chain, certificate.key, "doctor")
        #expect(
            ending.output.contains(/warning +certificate +it ends on \d{4}-\d\d-\d\d, in 9 days/), "\(ending.output)")
        let good = try await run(other.chain, other.key, "doctor")
        #expect(good.output.contains(/ok +certificate +good until/))
        for command in ["serve", "settings check"] {
            let wrongKey = try await run(certificate.chain, other.key, command)
            #expect(wrongKey.status != 0 && wrongKey.errors.contains("is not that of the certificate"), "\(wrongKey)")
            let noFile = try await run(folder.path + "/none.pem", other.key, command)
            #expect(noFile.status != 0 && noFile.errors.contains("none.pem cannot be read"), "\(noFile)")
            let noCertificate = try await run(nil, other.key, command)
            #expect(noCertificate.status != 0 && noCertificate.errors.contains("go together"), "\(noCertificate)")
        }
    }
}
