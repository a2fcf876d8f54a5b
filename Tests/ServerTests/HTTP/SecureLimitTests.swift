import Foundation
import TestSupport
import Testing

@testable import Server

/// What a connection may do holds for one that speaks TLS, and for one that never gets that far.
struct SecureLimitTests {
    private static func with(
        change: @escaping (inout EdgeSettings) -> Void = { _ in },
        _ test: (TestHouse, MadeCertificate) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let certificate = try MadeCertificate(in: folder.path)
        let identity = try TLSIdentity(chain: certificate.chain, key: certificate.key)
        try await TestHouse.with(change: {
            $0.tls = identity
            change(&$0)
        }) { try await test($0, certificate) }
    }

    /// - Returns: what curl wrote to standard output.
    private static func curl(_ certificate: MadeCertificate, _ arguments: [String]) async throws -> String {
        let curl = Process()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments = ["-s", "--max-time", "30", "--cacert", certificate.chain] + arguments
        let output = Pipe()
        curl.standardOutput = output
        try curl.run()
        return await withCheckedContinuation { done in
            Thread {
                let said = output.fileHandleForReading.readDataToEndOfFile()
                curl.waitUntilExit()
                done.resume(returning: String(decoding: said, as: UTF8.self))
            }.start()
        }
    }

    @Test func `a TLS handshake that never comes is not waited for`() async throws {
        try await Self.with(change: { $0.limits.connection.head = .milliseconds(400) }) { house, _ in
            let ended = try await Wire.with(port: house.port) { wire in try await wire.readToEnd() }

            #expect(ended.isEmpty)
        }
    }

    @Test func `one client holds no more connections than by plain HTTP, and others are served when it leaves`()
        async throws
    {
        try await Self.with(change: { $0.limits.connections = 32 }) { house, certificate in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (stream, opened) = AsyncStream.makeStream(of: Void.self)
                for _ in 0..<8 {
                    group.addTask {
                        _ = try await Wire.with(port: house.port) { wire in
                            opened.yield()
                            return try await wire.readToEnd()
                        }
                    }
                }
                var count = 0
                for await _ in stream {
                    count += 1
                    if count == 8 { break }
                }

                // The ninth has no place.
                let refused = try await Self.curl(
                    certificate,
                    ["-o", "/dev/null", "-w", "%{http_code}", "https://127.0.0.1:\(house.port)/health/live"])
                #expect(refused == "000")
                group.cancelAll()
            }
            let served = try await Self.curl(
                certificate,
                [
                    "--retry", "10", "--retry-all-errors", "-o", "/dev/null", "-w", "%{http_code}",
                    "https://127.0.0.1:\(house.port)/health/live",
                ])
            #expect(served.hasSuffix("200"))
        }
    }

    @Test func `many requests share one connection's place`() async throws {
        try await Self.with(change: { $0.limits.connections = 4 }) { house, certificate in
            let count = 60
            let said = try await Self.curl(
                certificate,
                [
                    "--http2", "-Z", "--parallel-max", "50", "-o", "/dev/null", "-w", "%{http_code} ",
                    "https://127.0.0.1:\(house.port)/health/live?n=[1-\(count)]",
                ])

            #expect(said == String(repeating: "200 ", count: count))
        }
    }

    @Test func `a head with too many fields or an unknown method is refused in the contract's words`() async throws {
        try await Self.with { house, certificate in
            let address = "https://127.0.0.1:\(house.port)/api/v1/files"
            for version in ["--http2", "--http1.1"] {
                let fields = (0..<120).flatMap { ["-H", "X-Field-\($0): a"] }
                let large = try await Self.curl(certificate, [version, "-w", " %{http_code}"] + fields + [address])
                #expect(large.contains("HEADERS_TOO_LARGE") && large.hasSuffix(" 431"), "\(version) \(large)")
                let method = try await Self.curl(certificate, [version, "-X", "BREW", "-w", " %{http_code}", address])
                #expect(method.contains("METHOD_NOT_ALLOWED") && method.hasSuffix(" 405"), "\(version) \(method)")
            }
        }
    }

    @Test func `a client that leaves its stream ends the work that was for it`() async throws {
        try await Self.with { house, certificate in
            let account = #"{"email": "kim@example.org", "password": "correct horse", "name": "Kim"}"#
            let signedUp = try await Self.curl(
                certificate,
                ["-d", account, "-H", "Content-Type: application/json"]
                    + ["https://127.0.0.1:\(house.port)/api/v1/auth/register"])
            let answer = try JSONSerialization.jsonObject(with: Data(signedUp.utf8)) as? [String: Any]
            let token = try #require((answer?["data"] as? [String: Any])?["access_token"] as? String, "\(signedUp)")

            // More streams than an account may have at a time, each left after its opening.
            for _ in 0..<20 {
                let status = try await Self.curl(
                    certificate,
                    [
                        "--http2", "-N", "--max-time", "0.4", "-w", "%{http_code}", "-o", "/dev/null", "-H",
                        "Authorization: Bearer \(token)", "https://127.0.0.1:\(house.port)/api/v1/events",
                    ])
                #expect(status == "200")
            }
        }
    }
}
