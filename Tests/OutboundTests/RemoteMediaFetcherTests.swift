import Domain
import Foundation
import Outbound
import Testing

@Suite struct RemoteMediaFetcherTests {
    private let path = NSTemporaryDirectory() + UUID().uuidString

    @Test func `a file arrives whole, with the name its server gives it`() async throws {
        let body = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
        let server = try LoopbackServer { _ in
            answer("200 OK\r\nContent-Disposition: attachment; filename=\"../../clip one.mp4\"", body)
        }
        let fetcher = RemoteMediaFetcher(policy: AddressPolicy(allowsLoopback: true))
        defer { unlink(path) }

        let name = try await fetcher.fetch(
            "http://127.0.0.1:\(server.port)/x", to: path, maxBytes: 1 << 20, for: somebody)

        #expect(name == "clip one.mp4")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == body)
    }

    @Test(arguments: ["http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://2130706433:1/"])
    func `the server's own network stays closed`(url: String) async {
        await #expect(throws: FetchError.forbiddenAddress) {
            _ = try await RemoteMediaFetcher().fetch(url, to: path, maxBytes: 10, for: somebody)
        }
        unlink(path)
    }

    @Test func `a redirect into the private network is not followed`() async throws {
        let server = try LoopbackServer { _ in
            answer("302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/")
        }
        let fetcher = RemoteMediaFetcher(policy: AddressPolicy(allowsLoopback: true))

        await #expect(throws: FetchError.forbiddenAddress) {
            _ = try await fetcher.fetch("http://127.0.0.1:\(server.port)/", to: path, maxBytes: 10, for: somebody)
        }
        unlink(path)
    }

    @Test func `a redirect to another scheme is not followed`() async throws {
        let server = try LoopbackServer { _ in answer("302 Found\r\nLocation: file:///etc/passwd") }
        let fetcher = RemoteMediaFetcher(policy: AddressPolicy(allowsLoopback: true))

        await #expect(throws: FetchError.self) {
            _ = try await fetcher.fetch("http://127.0.0.1:\(server.port)/", to: path, maxBytes: 10, for: somebody)
        }
        #expect((try? Data(contentsOf: URL(fileURLWithPath: path)))?.isEmpty ?? true)
        unlink(path)
    }

    @Test func `a body over the limit ends the transfer, also when its length is not announced`() async throws {
        let announced = try LoopbackServer { _ in answer("200 OK", Data(count: 2000)) }
        let silent = try LoopbackServer { _ in
            Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + Data(count: 2000)
        }
        let fetcher = RemoteMediaFetcher(policy: AddressPolicy(allowsLoopback: true))

        for port in [announced.port, silent.port] {
            await #expect(throws: FetchError.tooLarge(limit: 1000)) {
                _ = try await fetcher.fetch("http://127.0.0.1:\(port)/", to: path, maxBytes: 1000, for: somebody)
            }
        }
        unlink(path)
    }

    @Test func `an error status is told as it is`() async throws {
        let server = try LoopbackServer { _ in answer("404 Not Found") }
        let fetcher = RemoteMediaFetcher(policy: AddressPolicy(allowsLoopback: true))

        await #expect(throws: FetchError.status(404)) {
            _ = try await fetcher.fetch("http://127.0.0.1:\(server.port)/", to: path, maxBytes: 10, for: somebody)
        }
        unlink(path)
    }

    @Test(arguments: [
        "ftp://example.com/x", "file:///etc/passwd", "http://", "http://user:secret@example.com/", "not a url",
        "http://example.com/\r\nX: y", "//example.com/x", "javascript:alert(1)", "",
    ])
    func `what is not a web address is refused with a reason`(url: String) async {
        let error = await #expect(throws: FetchError.self) {
            _ = try await RemoteMediaFetcher().fetch(url, to: path, maxBytes: 10, for: somebody)
        }
        guard case .invalidURL(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("secret"))
    }
}

private func answer(_ head: String, _ body: Data = Data()) -> Data {
    Data("HTTP/1.1 \(head)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8) + body
}
