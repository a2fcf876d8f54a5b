import Domain
import Foundation
import Synchronization
import Testing

@testable import Outbound

@Suite struct UploadTests {
    private let path = NSTemporaryDirectory() + UUID().uuidString

    @Test func `a part of a file is sent as it lies there`() async throws {
        let bytes = Data((0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try bytes.write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let stage = try Stage { connection in
            while let request = connection.request() { connection.answer("200 OK", [], request.body) }
        }
        var limits = WebLimits(total: .seconds(20))
        limits.answerBytes = 1 << 20
        let client = stage.client(limits)

        let whole = try await client.send(WebRequest("PUT", stage.url, body: .file(WebFile(path: path))))
        let part = try await client.send(
            WebRequest("PUT", stage.url, body: .file(WebFile(path: path, offset: 100, length: 500_000))))

        #expect(whole.body == bytes)
        #expect(part.body == bytes[100..<500_100])
        for file in [
            WebFile(path: path + "x"), WebFile(path: path, offset: 900_001), WebFile(path: path, offset: -1),
            WebFile(path: path, offset: 1, length: 900_000), WebFile(path: NSTemporaryDirectory()),
        ] {
            let error = await #expect(throws: WebError.self) {
                _ = try await client.send(WebRequest("PUT", stage.url, body: .file(file)))
            }
            if case .invalid = error { continue }
            Issue.record("\(String(describing: error))")
        }
    }

    @Test func `a gibibyte from a file needs less than 8 MiB of memory`() async throws {
        let size = 1 << 30
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        truncate(path, off_t(size))
        defer { unlink(path) }
        let got = Atomic(0)
        let stage = try Stage { connection in
            guard let request = connection.head() else { return }
            got.store(connection.drain(Int(request.headers["content-length"] ?? "") ?? 0), ordering: .relaxed)
            connection.answer()
        }
        let client = stage.client(WebLimits(total: .seconds(300)))
        _ = try await client.send(WebRequest("PUT", stage.url, body: .bytes(Data(count: 1))))
        let before = Self.resident()
        let peak = Atomic(0)
        let watch = Task {
            while !Task.isCancelled {
                peak.store(max(peak.load(ordering: .relaxed), Self.resident()), ordering: .relaxed)
                try? await Task.sleep(for: .milliseconds(5))
            }
        }

        let reply = try await client.send(WebRequest("PUT", stage.url, body: .file(WebFile(path: path))))
        watch.cancel()

        #expect(reply.status == 200 && got.load(ordering: .relaxed) == size)
        #expect(peak.load(ordering: .relaxed) - before < 8 << 20)
    }

    /// In bytes (proc(5), `statm`).
    private static func resident() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }

    @Test(arguments: [nil, 300_000] as [Int64?])
    func `a stream is sent as it is made, and its maker waits for the line`(length: Int64?) async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            connection.answer("200 OK", ["X-Length: \(request.headers["content-length"] ?? "none")"], request.body)
        }
        let made = Atomic(0)
        let stream = Pieces(count: 300, size: 1000) { made.add(1, ordering: .relaxed) }
        var limits = WebLimits(total: .seconds(20))
        limits.answerBytes = 1 << 20

        let reply = try await stage.client(limits).send(
            WebRequest("POST", stage.url, body: .stream(length: length, stream)))

        #expect(reply.body.count == 300_000 && made.load(ordering: .relaxed) == 300)
        #expect(reply.headers["x-length"] == length.map(String.init) ?? "none")
    }

    @Test func `who makes a stream waits while nobody reads it, and is let go when the server leaves`() async throws {
        let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
        let made = Atomic(0)
        let stage = try Stage { connection in
            guard connection.head() != nil else { return }
            // Nothing of the body is read until the maker has been seen to stop.
            let mayGo = DispatchSemaphore(value: 0)
            Task {
                for await _ in waits { break }
                mayGo.signal()
            }
            mayGo.wait()
        }
        let stream = Pieces(count: 100_000, size: 10_000) { made.add(1, ordering: .relaxed) }
        let client = stage.client(WebLimits(total: .seconds(60)))
        let task = Task { try await client.send(WebRequest("POST", stage.url, body: .stream(length: nil, stream))) }
        var last = -1
        while last != made.load(ordering: .relaxed) || last == 0 {
            last = made.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(last < 10_000, "of a gigabyte, more than what fits into the sockets was made")

        waiting.yield()

        await #expect(throws: WebError.self) { _ = try await task.value }
    }

    @Test func `a stream that breaks, or is shorter than it said, is no request that was sent`() async throws {
        let stage = try Stage { connection in
            if connection.request() != nil { connection.answer() }
        }
        let short = Pieces(count: 3, size: 10) {}
        let broken = Pieces(count: 3, size: 10, breaks: true) {}

        for (length, stream) in [(100 as Int64?, short), (nil, broken)] {
            await #expect(throws: WebError.self) {
                _ = try await stage.client(WebLimits(total: .seconds(5))).send(
                    WebRequest("POST", stage.url, body: .stream(length: length, stream)))
            }
        }
    }
}

/// Makes pieces of bytes when they are asked for.
private struct Pieces: AsyncSequence, Sendable {
    struct Break: Error {}

    let count: Int
    let size: Int
    var breaks = false
    let made: @Sendable () -> Void

    func makeAsyncIterator() -> Iterator { Iterator(pieces: self) }

    struct Iterator: AsyncIteratorProtocol {
        let pieces: Pieces
        var done = 0

        mutating func next() async throws -> Data? {
            guard done < pieces.count else {
                if pieces.breaks { throw Break() }
                return nil
            }
            done += 1
            pieces.made()
            return Data(count: pieces.size)
        }
    }
}
