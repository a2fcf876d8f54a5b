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

@Suite struct WebLineTests {
    private func lines(_ text: String, cutInto pieces: Int) -> [String]? {
        var splitter = LineSplitter(longest: 100)
        var lines: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
            guard let more = piece.withUnsafeBytes({ splitter.take($0) }) else { return nil }
            lines += more
        }
        return lines + (splitter.last().map { [$0] } ?? [])
    }

    @Test(arguments: 1...12) func `lines are the same wherever the pieces end`(size: Int) {
        #expect(lines("a\nü林\r\n\r\nb\r\rc\n\nlast", cutInto: size) == ["a", "ü林", "", "b", "", "c", "", "last"])
        #expect(lines("\n\r\n", cutInto: size) == ["", ""])
        #expect(lines(String(repeating: "x", count: 101), cutInto: size) == nil)
        #expect(lines(String(repeating: "x", count: 100) + "\n", cutInto: size)?.count == 1)
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func `events come whole, wherever the server cuts them`(size: Int) async throws
    {
        let text =
            "\u{FEFF}: hello\n\nevent: delta\ndata: {\"a\":\ndata:  1}\r\nid: 7\r\n\r\ndata\n\nretry: 5\nfoo: x\n\n"
            + "data: last\r\rdata: never ended\n"
        let stage = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = bytes[start..<min(start + size, bytes.count)]
                connection.write(Data("\(String(piece.count, radix: 16))\r\n".utf8) + Data(piece) + Data("\r\n".utf8))
            }
            connection.write("0\r\n\r\n")
        }

        let lines = try await stage.client().lines(.get(stage.url))
        var events: [ServerSentEvent] = []
        for try await event in ServerSentEvents(lines) { events.append(event) }

        #expect(lines.head.headers["content-type"] == "text/event-stream")
        #expect(
            events == [
                ServerSentEvent(name: "delta", data: "{\"a\":\n 1}", id: "7"), ServerSentEvent(data: "", id: "7"),
                ServerSentEvent(data: "last", id: "7"),
            ])
    }

    @Test func `lines come while the server still speaks`() async throws {
        let (taken, taking) = AsyncStream.makeStream(of: Void.self)
        let stage = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.chunk("{\"step\":1}\n{\"st")
            let mayGo = DispatchSemaphore(value: 0)
            Task {
                for await _ in taken { break }
                mayGo.signal()
            }
            mayGo.wait()
            connection.chunk("ep\":2}\n")
            connection.write("0\r\n\r\n")
        }

        var iterator = try await stage.client().lines(.get(stage.url)).makeAsyncIterator()
        #expect(try await iterator.next() == "{\"step\":1}")
        taking.yield()
        #expect(try await iterator.next() == "{\"step\":2}")
        #expect(try await iterator.next() == nil)
    }

    @Test func `the server waits while nobody takes lines, and nothing is lost`() async throws {
        let written = Atomic(0)
        let stage = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            for number in 0..<3000 {
                guard connection.write("\(number) \(String(repeating: "x", count: 10_000))\n") else { return }
                written.add(1, ordering: .relaxed)
            }
        }
        var limits = WebLimits(total: .seconds(60))
        limits.answerBytes = 1 << 30
        limits.idle = .seconds(1)
        let lines = try await stage.client(limits).lines(.get(stage.url))
        var last = -1
        while last != written.load(ordering: .relaxed) {
            last = written.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(last < 2900, "more than what fits into the sockets was taken")
        // A reader who takes their time is not a server that is idle.
        try await Task.sleep(for: .seconds(3))

        var expected = 0
        for try await line in lines {
            #expect(line.hasPrefix("\(expected) ") && line.utf8.count > 10_000)
            expected += 1
        }
        #expect(expected == 3000)
    }

    @Test func `a refusal has no lines but its body, and whoever drops the lines ends the transfer`() async throws {
        let refusing = try Stage { connection in
            _ = connection.request()
            connection.answer("429 Slow Down", [], Data("{\"error\":\"later\"}".utf8))
        }
        let refused = try await refusing.client().lines(.get(refusing.url))
        #expect(refused.head.status == 429 && refused.refusal == Data("{\"error\":\"later\"}".utf8))
        for try await line in refused { Issue.record("\(line)") }

        let (left, leaving) = AsyncStream.makeStream(of: Void.self)
        let endless = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write("line\n") {}
            leaving.yield()
        }
        var limits = WebLimits(total: .seconds(600))
        limits.answerBytes = .max
        do {
            var iterator = try await endless.client(limits).lines(.get(endless.url)).makeAsyncIterator()
            #expect(try await iterator.next() == "line")
        }
        for await _ in left { break }
    }

    @Test func `a connection that breaks off within a line is an error, and so is a line without end`() async throws {
        let stage = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.chunk("one\ntw")
        }
        let endless = try Stage { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write(String(repeating: "x", count: 1000)) {}
        }

        var broken = try await stage.client().lines(.get(stage.url)).makeAsyncIterator()
        #expect(try await broken.next() == "one")
        await #expect(throws: WebError.self) { _ = try await broken.next() }
        await #expect(throws: WebError.unreachable("a line of the answer is too long")) {
            for try await _ in try await endless.client().lines(.get(endless.url), longestLine: 10_000) {}
        }
    }
}
