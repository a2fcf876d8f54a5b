import Foundation
import Synchronization
import TestSupport

/// Serves the files of a folder, and parts of them (RFC 9110, section 14), one connection after the other.
final class WheelServer: Sendable {
    private struct State {
        var ranges: [String] = []
        var cut: Int?
    }

    private let listener: LoopbackListener
    private let state: Shared

    private final class Shared: Sendable {
        let value = Mutex(State())
    }

    var address: String { "http://127.0.0.1:\(listener.port)" }
    var ranges: [String] { state.value.withLock { $0.ranges } }

    /// The next answer ends after so many bytes of its body.
    func cutOff(after bytes: Int) { state.value.withLock { $0.cut = bytes } }

    init(folder: String, hasRanges: Bool = true) throws {
        let state = Shared()
        self.state = state
        listener = try LoopbackListener { connection in
            defer { close(connection) }
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = read(connection, &buffer, buffer.count)
            let request = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
            let name = request.split(separator: " ").dropFirst().first.map { String($0.dropFirst()) } ?? ""
            guard let whole = FileManager.default.contents(atPath: folder + "/" + name) else { return }
            let range = request.split(separator: "\r\n").first { $0.hasPrefix("Range: ") }.map { $0.dropFirst(7) }
            let cut = state.value.withLock { state in
                if let range { state.ranges.append(String(range)) }
                defer { state.cut = nil }
                return state.cut
            }
            let start = hasRanges ? range.flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0 : 0
            let body = whole.dropFirst(start)
            let status = start > 0 ? "206 Partial Content" : "200 OK"
            let part = start > 0 ? "Content-Range: bytes \(start)-\(whole.count - 1)/\(whole.count)\r\n" : ""
            let head = "HTTP/1.1 \(status)\r\n\(part)Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
            let answer = [UInt8](Data(head.utf8) + body.prefix(cut ?? .max))
            var done = 0
            while done < answer.count {
                let sent = answer[done...].withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { return }
                done += sent
            }
        }
    }
}
