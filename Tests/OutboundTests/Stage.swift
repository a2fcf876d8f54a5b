import Domain
import Foundation
import Outbound
import TestSupport

/// A server on loopback whose every connection is played by the test: what was read, byte for byte, and what is written
/// when.
final class Stage: Sendable {
    private let listener: LoopbackListener

    /// - Parameter play: called on a thread of its own for each connection, which is closed afterwards.
    init(_ play: @escaping @Sendable (StageConnection) -> Void) throws {
        listener = try LoopbackListener { socket in
            Thread {
                let connection = StageConnection(socket)
                play(connection)
                connection.end()
            }.start()
        }
    }

    var port: UInt16 { listener.port }
    var url: String { "http://127.0.0.1:\(port)" }
}

/// One connection, blocking; used by one thread.
final class StageConnection {
    struct Request {
        let line: String
        let headers: [String: String]
        var body = Data()

        var method: String { String(line.prefix { $0 != " " }) }
        var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    private let socket: Int32
    private var rest = Data()

    init(_ socket: Int32) { self.socket = socket }

    func end() { close(socket) }

    /// Nil at the connection's end.
    private func more() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        rest.append(contentsOf: buffer[..<count])
        return true
    }

    /// The next request without its body.
    func head() -> Request? {
        while true {
            if let end = rest.range(of: Data("\r\n\r\n".utf8)) {
                let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                rest = Data(rest[end.upperBound...])
                let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
                    guard let colon = line.firstIndex(of: ":") else { return nil }
                    return (
                        line[..<colon].lowercased(),
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                    )
                }
                return Request(line: lines[0], headers: Dictionary(pairs) { first, _ in first })
            }
            guard more() else { return nil }
        }
    }

    /// The next request with its body, chunked or not.
    func request() -> Request? {
        guard var request = head() else { return nil }
        if request.headers["transfer-encoding"] == "chunked" {
            while let size = line().flatMap({ Int($0, radix: 16) }) {
                guard let chunk = bytes(size), line() != nil else { return nil }
                if size == 0 { break }
                request.body.append(chunk)
            }
        } else if let length = request.headers["content-length"].flatMap(Int.init) {
            guard let body = bytes(length) else { return nil }
            request.body = body
        }
        return request
    }

    /// Reads and drops what comes.
    /// - Returns: how much it was.
    func drain(_ wanted: Int) -> Int {
        var done = rest.count
        rest = Data()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while done < wanted {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            done += count
        }
        return done
    }

    /// Waits until the other side is gone.
    func waitForEnd() {
        var byte: UInt8 = 0
        while recv(socket, &byte, 1, 0) > 0 {}
    }

    private func line() -> String? {
        while true {
            if let end = rest.range(of: Data("\r\n".utf8)) {
                let line = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
                rest = Data(rest[end.upperBound...])
                return line
            }
            guard more() else { return nil }
        }
    }

    private func bytes(_ count: Int) -> Data? {
        while rest.count < count { guard more() else { return nil } }
        defer { rest = Data(rest.dropFirst(count)) }
        return Data(rest.prefix(count))
    }

    /// - Returns: false when nobody listens any more.
    @discardableResult
    func write(_ data: Data) -> Bool {
        data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let sent = send(socket, bytes.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
                guard sent > 0 else { return false }
                done += sent
            }
            return true
        }
    }

    @discardableResult
    func write(_ text: String) -> Bool { write(Data(text.utf8)) }

    /// An answer with a length, after which the connection stays open.
    @discardableResult
    func answer(_ status: String = "200 OK", _ headers: [String] = [], _ body: Data = Data()) -> Bool {
        let head = (["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers).joined(separator: "\r\n")
        return write(Data((head + "\r\n\r\n").utf8) + body)
    }

    @discardableResult
    func chunk(_ text: String) -> Bool { write("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n") }
}

extension Stage {
    /// A client for which this server is a service that the operator named.
    func client(_ limits: WebLimits = WebLimits(total: .seconds(20)), pool: OutboundPool = OutboundPool()) -> WebClient
    {
        WebClient(policy: .online, pool: pool, limits: limits).naming([url], as: "stage")
    }
}
