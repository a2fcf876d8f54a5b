import Foundation
import Synchronization

/// A post office on loopback that speaks as much SMTP (RFC 5321) as a client needs, and can be moody.
///
/// `@unchecked Sendable`: the socket is set once and closed once.
final class PostOffice: @unchecked Sendable {
    /// What it says in the place of its ordinary answer, by the command's first word; `.` stands for the end of a letter.
    /// An empty answer hangs up.
    typealias Moods = [String: String]

    let port: UInt16
    private let socket: Int32
    private let taken = Mutex<[String]>([])
    private let heard = Mutex<[String]>([])

    init(moods: Moods = [:]) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread { [weak self] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                self?.serve(connection, moods)
            }
        }.start()
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    /// The letters it has, without dots doubled on the way.
    var letters: [String] { taken.withLock { $0 } }
    /// Every command.
    var commands: [String] { heard.withLock { $0 } }

    private func serve(_ connection: Int32, _ moods: Moods) {
        guard let stream = fdopen(connection, "r+") else { return }
        defer { fclose(stream) }
        func say(_ text: String) -> Bool {
            guard !text.isEmpty else { return false }
            fflush(stream)
            return send(connection, text + "\r\n", text.utf8.count + 2, Int32(MSG_NOSIGNAL)) > 0
        }
        func line() -> String? {
            var buffer = [CChar](repeating: 0, count: 2048)
            guard fgets(&buffer, 2048, stream) != nil else { return nil }
            let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return text.hasSuffix("\r\n") ? String(text.dropLast()) : text
        }
        guard say(moods["CONNECT"] ?? "220 post office") else { return }
        while let command = line() {
            heard.withLock { $0.append(command) }
            let verb = command.prefix { $0 != " " && $0 != ":" }.uppercased()
            let ordinary =
                switch verb {
                case "EHLO": "250-post office\r\n250 SMTPUTF8"
                case "DATA": "354 go on"
                case "QUIT": "221 bye"
                default: "250 fine"
                }
            guard say(moods[verb] ?? ordinary) else { return }
            guard verb == "DATA", moods["DATA"] == nil else { continue }
            var letter: [String] = []
            while true {
                // Who hangs up before the end has not sent a letter (section 4.1.4).
                guard let next = line() else { return }
                if next == "." { break }
                letter.append(next.hasPrefix(".") ? String(next.dropFirst()) : next)
            }
            if moods["."]?.hasPrefix("2") ?? true { taken.withLock { $0.append(letter.joined(separator: "\r\n")) } }
            guard say(moods["."] ?? "250 taken") else { return }
        }
    }
}
