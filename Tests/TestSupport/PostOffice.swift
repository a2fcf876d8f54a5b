import Foundation
import Synchronization

/// A post office on loopback that speaks as much SMTP (RFC 5321) as a client needs, and can be moody.
package final class PostOffice: Sendable {
    /// What it says in the place of its ordinary answer, by the command's first word; `.` stands for the end of a letter.
    /// An empty answer hangs up.
    package typealias Moods = [String: String]

    private let listener: LoopbackListener
    private let said = Said()

    /// What clients said to it.
    private final class Said: Sendable {
        let letters = Mutex<[String]>([])
        let commands = Mutex<[String]>([])
    }

    package init(moods: Moods = [:]) throws {
        let said = said
        listener = try LoopbackListener { Self.serve($0, moods, said) }
    }

    package var port: UInt16 { listener.port }
    /// The letters it has, without dots doubled on the way.
    package var letters: [String] { said.letters.withLock { $0 } }
    /// Every command.
    package var commands: [String] { said.commands.withLock { $0 } }

    private static func serve(_ connection: Int32, _ moods: Moods, _ said: Said) {
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
            said.commands.withLock { $0.append(command) }
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
            if moods["."]?.hasPrefix("2") ?? true {
                said.letters.withLock { $0.append(letter.joined(separator: "\r\n")) }
            }
            guard say(moods["."] ?? "250 taken") else { return }
        }
    }
}
