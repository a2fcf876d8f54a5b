import Foundation
import TestSupport
import Testing

/// The shipped configuration of nginx, in front of a real server; only ports, names of files and addresses are changed.
@Suite(.timeLimit(.minutes(2))) struct ProxyTests {
    private static let configuration = Repository.folder.appending(path: "packaging/nginx/greenroom.conf")

    @Test func `nginx serves everything over TLS and HTTP-2 as the server means it`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(
            home: folder.path + "/home",
            environment: [
                "GREENROOM_TRUSTED_PROXIES": "127.0.0.1", "GREENROOM_PUBLIC_URL": "https://studio.example.com",
            ])
        let nginx = try await Nginx(before: server.address, in: folder.path)

        // From http to https.
        let plain = try await nginx.curl(
            ["-o", "/dev/null", "-w", "%{http_code} %{redirect_url}"], http: "/library?a=b")
        #expect(plain.output == "301 https://studio.example.com/library?a=b")
        // The page, by HTTP/2, which browsers are told to come back to by https.
        let page = try await nginx.curl(["-D", "-", "-o", "/dev/null"], "/")
        #expect(page.output.hasPrefix("HTTP/2 200") && page.output.contains("strict-transport-security"))
        // The client's own address reaches the server; one that it claims does not.
        let account = #"{"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}"#
        let registered = try await nginx.curl(
            [
                "--interface", "127.0.0.2", "-H", "X-Forwarded-For: 9.9.9.9", "-H", "Content-Type: application/json",
                "-d", account,
            ], "/api/v1/auth/register")
        let token = try #require(try Self.data(registered)["access_token"] as? String)
        let bearer = ["-H", "Authorization: Bearer \(token)"]
        let sessions = try await nginx.curl(bearer, "/api/v1/auth/sessions")
        #expect(sessions.output.contains("127.0.0.2") && !sessions.output.contains("9.9.9.9"), "\(sessions.output)")
        // A large upload goes through, and ranges of a medium come back.
        let clip = try Assets.demo("clip.mp4")
        let large = folder.path + "/large.mp4"
        _ = try await Ended.run("/bin/sh", ["-c", "cat \(clip) > \(large) && truncate -s 40M \(large)"])
        let upload = try await nginx.curl(
            bearer + ["-F", "kind=video", "-F", "file=@\(large)"], "/api/v1/files")
        let id = try #require(try Self.data(upload)["id"] as? String, "\(upload.output)")
        let range = try await nginx.curl(
            bearer + ["-r", "1000-1999", "-o", "/dev/null", "-w", "%{http_code} %{size_download}"],
            "/api/v1/files/\(id)/content")
        #expect(range.output == "206 1000")
        // Live events come as they are written, long before their stream ends.
        let speech = #"{"text": "Hello.", "voice": "espeak:en-gb", "format": "wav"}"#
        let events = try nginx.stream(bearer, "/api/v1/events")
        _ = try await nginx.curl(
            bearer + ["-H", "Content-Type: application/json", "-d", speech], "/api/v1/generate/speech")
        #expect(await events.first(containing: "succeeded", "failed")?.contains("succeeded") == true)
        // Metrics stay inside.
        let metrics = try await nginx.curl(["-o", "/dev/null", "-w", "%{http_code}"], "/metrics")
        #expect(metrics.output == "404")
        await server.end()
    }

    private static func data(_ ended: Ended) throws -> [String: Any] {
        let answer = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        return answer?["data"] as? [String: Any] ?? [:]
    }

    /// A real nginx with the shipped configuration, on free ports.
    private final class Nginx: @unchecked Sendable {  // the process is only ended, by whoever lets go last
        private let process = Process()
        private let (http, https): (Int, Int)

        init(before server: String, in folder: String) async throws {
            (http, https) = (try FreePort.find(), try FreePort.find())
            let made = try await Ended.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=studio.example.com", "-keyout", folder + "/privkey.pem", "-out",
                    folder + "/fullchain.pem",
                ])
            try #require(made.status == 0, "\(made.errors)")
            let shipped = try String(contentsOf: ProxyTests.configuration, encoding: .utf8)
                .replacing(/listen \[::\][^;]*;/, with: "")
                .replacing("listen 80;", with: "listen 127.0.0.1:\(http);")
                .replacing("listen 443 ", with: "listen 127.0.0.1:\(https) ")
                .replacing("127.0.0.1:8420", with: server.replacing("http://", with: ""))
                .replacing("/etc/ssl/studio.example.com", with: folder)
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
            let whole = """
                pid \(folder)/nginx.pid; worker_processes 1;
                events {}
                http { \(temporary) access_log off; include /etc/nginx/mime.types;
                \(shipped)
                }
                """
            try whole.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
            process.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
            process.arguments = ["-p", folder, "-e", folder + "/nginx.log", "-c", folder + "/nginx.conf"]
            process.arguments?.append(contentsOf: ["-g", "daemon off;"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            // It listens before it forks its worker; until then connections are refused, and curl tries again.
            _ = try await curl(["-o", "/dev/null", "--retry", "50", "--retry-connrefused", "--retry-delay", "0"], "/")
        }

        deinit { process.terminate() }

        private func arguments(_ options: [String], https path: String) -> [String] {
            [
                "-sk", "--max-time", "60", "--connect-to", "studio.example.com:443:127.0.0.1:\(https)",
            ] + options + ["https://studio.example.com\(path)"]
        }

        func curl(_ options: [String], _ path: String) async throws -> Ended {
            try await Ended.run("/usr/bin/curl", arguments(options, https: path))
        }

        func curl(_ options: [String], http path: String) async throws -> Ended {
            try await Ended.run(
                "/usr/bin/curl",
                ["-s", "--connect-to", "studio.example.com:80:127.0.0.1:\(http)"] + options
                    + ["http://studio.example.com\(path)"])
        }

        func stream(_ options: [String], _ path: String) throws -> Events {
            try Events(arguments: ["-N"] + arguments(options, https: path))
        }
    }
}
