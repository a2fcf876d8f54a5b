import Domain
import Foundation
import Synchronization
import Testing

@testable import Outbound

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
