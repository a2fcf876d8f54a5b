import Foundation
import TestSupport

/// Answers each connection on a free loopback port with what `respond` makes of the request's first line, then closes.
final class LoopbackServer: Sendable {
    private let listener: LoopbackListener

    init(_ respond: @escaping @Sendable (String) -> Data) throws {
        listener = try LoopbackListener { Self.serve($0, respond) }
    }

    var port: UInt16 { listener.port }

    private static func serve(_ connection: Int32, _ respond: (String) -> Data) {
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = read(connection, &buffer, buffer.count)
        guard count > 0 else { return }
        let line = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\r\n").first.map(String.init)
        let answer = respond(line ?? "")
        answer.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let sent = send(connection, bytes.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
                guard sent > 0 else { return }
                done += sent
            }
        }
    }
}
