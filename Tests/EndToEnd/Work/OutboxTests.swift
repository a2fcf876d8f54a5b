import Foundation
import Synchronization
import TestSupport
import Testing

/// Letters of a server that is killed.
@Suite struct OutboxTests {
    private func environment(_ port: UInt16) -> [String: String] {
        [
            "GREENROOM_SMTP_URL": "smtp://127.0.0.1:\(port)", "GREENROOM_MAIL_FROM": "Greenroom <studio@example.com>",
            "GREENROOM_PUBLIC_URL": "http://127.0.0.1:8420",
        ]
    }

    /// Waits for the answer of a question that is asked again and again.
    private func until(_ what: String, _ isTrue: () async throws -> Bool) async throws {
        for _ in 0..<3000 {
            if try await isTrue() { return }
            await Task.yield()
        }
        Issue.record("\(what) did not come about")
    }

    private func statuses(_ client: Client) async throws -> [String: Int] {
        let items = try await client.send("GET", "/admin/outbox")["items"] as? [[String: Any]] ?? []
        return items.reduce(into: [:]) { $0[$1["status"] as? String ?? "", default: 0] += 1 }
    }

    @Test func `kill -9 at a letter's end loses no other letter and sends none twice`() async throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "/home"
        let hanging = HangingPostOffice(at: "DATA")
        let listener = try LoopbackListener { hanging.serve($0) }
        let first = try await RunningServer(home: home, environment: environment(listener.port))
        let ada = try await Client(first)
        #expect(await hanging.isReached())
        _ = try await Client(first, email: "kim@example.com")
        #expect(try await statuses(ada) == ["waiting": 2])
        await first.end(SIGKILL)
        hanging.hangUp()

        let office = try PostOffice()
        let second = try await RunningServer(home: home, environment: environment(office.port))
        let again = try await Client(second, isNew: false)
        try await until("the end of both") { try await statuses(again) == ["uncertain": 1, "done": 1] }

        #expect(office.letters.count == 1)
        #expect(office.letters.first?.contains("kim@example.com") == true)
        await second.end()
    }

    @Test func `kill -9 between the claim of a letter and its end sends it after the restart, once`() async throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "/home"
        let hanging = HangingPostOffice(at: "MAIL")
        let listener = try LoopbackListener { hanging.serve($0) }
        let first = try await RunningServer(home: home, environment: environment(listener.port))
        let ada = try await Client(first)
        #expect(await hanging.isReached())
        let items = try await ada.send("GET", "/admin/outbox")["items"] as? [[String: Any]] ?? []
        #expect(items.map { $0["under_way"] as? Bool } == [true])
        await first.end(SIGKILL)
        hanging.hangUp()

        let office = try PostOffice()
        let second = try await RunningServer(home: home, environment: environment(office.port))
        let again = try await Client(second, isNew: false)
        try await until("the letter") { try await statuses(again) == ["done": 1] }

        #expect(office.letters.count == 1)
        await second.end()
    }
}

/// A post office that never answers one command; `DATA` stands for the end of the letter.
private final class HangingPostOffice: Sendable {
    private let ends: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    private let connections = Mutex<[Int32]>([])
    private let silence: String

    init(at command: String) {
        silence = command
        (ends, end) = AsyncStream.makeStream(of: Void.self)
    }

    /// Waits until a client waits for the answer.
    func isReached() async -> Bool { await ends.first { _ in true } != nil }

    func hangUp() { connections.withLock { $0 }.forEach { shutdown($0, Int32(SHUT_RDWR)) } }

    func serve(_ connection: Int32) {
        connections.withLock { $0.append(connection) }
        Thread { [self] in
            defer { close(connection) }
            var (isLetter, text) = (false, "")
            say("220 hello", connection)
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(connection, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                text += String(decoding: buffer.prefix(count), as: UTF8.self)
                while !isLetter, let line = text.firstRange(of: "\r\n") {
                    let verb = text[..<line.lowerBound].prefix(4).uppercased()
                    text.removeSubrange(..<line.upperBound)
                    if verb == silence, verb != "DATA" {
                        end.yield()
                        continue
                    }
                    isLetter = verb == "DATA"
                    say(isLetter ? "354 go on" : "250 fine", connection)
                }
                if isLetter, text.contains("\r\n.\r\n") { end.yield() }
            }
        }.start()
    }

    private func say(_ text: String, _ connection: Int32) {
        _ = send(connection, text + "\r\n", text.utf8.count + 2, Int32(MSG_NOSIGNAL))
    }
}
