import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

/// A post office, and the mailbox to which all its letters come, whoever they are for: a page in place of a network.
package final class PostOffice: StandIn {
    package let name = "mail"
    package let title = "Mail"
    package let pages = [(title: "Mailbox", path: "/")]
    /// Of loopback, where it takes letters by SMTP.
    package let port: Int

    /// Older letters are thrown away.
    private static let most = 200

    private struct Kept {
        let number: Int
        let receivedAt: Date
        let letter: ReceivedLetter
    }

    private let kept: Mailbox
    private let listening: Task<Void, any Error>

    private final class Mailbox: Sendable {
        let letters = Mutex<[Kept]>([])

        func keep(_ letter: ReceivedLetter) {
            letters.withLock { letters in
                letters.append(Kept(number: (letters.last?.number ?? 0) + 1, receivedAt: Date(), letter: letter))
                letters.removeFirst(max(0, letters.count - PostOffice.most))
            }
        }
    }

    /// Binds the port and takes letters from then on, until it is released.
    /// - Parameter port: of loopback; 0 takes a free one.
    /// - Throws: what the system says when the port cannot be had.
    package static func open(port: Int = 0) async throws -> PostOffice {
        typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        let mailbox = Mailbox()
        let listening = Task {
            try await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        // Who hangs up in the middle of a line has sent no letter.
                        group.addTask { try? await converse(connection, mailbox) }
                    }
                }
            }
        }
        return PostOffice(port: server.channel.localAddress?.port ?? port, kept: mailbox, listening: listening)
    }

    private init(port: Int, kept: Mailbox, listening: Task<Void, any Error>) {
        self.port = port
        self.kept = kept
        self.listening = listening
    }

    deinit { listening.cancel() }

    /// The oldest first.
    var letters: [ReceivedLetter] { kept.letters.withLock { $0.map(\.letter) } }

    private static func converse(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ mailbox: Mailbox) async throws
    {
        try await connection.executeThenClose { incoming, outgoing in
            var conversation = SMTPConversation()
            var known = 0
            try await outgoing.write(ByteBuffer(string: SMTPConversation.greeting))
            for try await bytes in incoming {
                let answer = conversation.hear(bytes.readableBytesView)
                for letter in conversation.letters[known...] { mailbox.keep(letter) }
                known = conversation.letters.count
                if !answer.isEmpty { try await outgoing.write(ByteBuffer(string: answer)) }
                if conversation.isOver { return }
            }
        }
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        group.get("/") { _, _ in self.list() }
        group.get("/letters") { _, _ in self.everything() }
        group.get("/letters/{number}") { _, context in
            let number = context.parameters.get("number", as: Int.self)
            guard let kept = self.kept.letters.withLock({ $0.first { $0.number == number } }) else {
                return Page.html("No such letter", "", status: .notFound)
            }
            return Self.page(of: kept)
        }
    }

    private func list() -> Response {
        let rows = kept.letters.withLock { $0 }.reversed().map { kept in
            let subject = Page.escaped(kept.letter.subject.isEmpty ? "(no subject)" : kept.letter.subject)
            let to = Page.escaped(kept.letter.recipients.joined(separator: ", "))
            return #"<li><a href="/mail/letters/\#(kept.number)">\#(subject)</a><br>\#(to)</li>"#
        }
        return Page.html("Mailbox", rows.isEmpty ? "<p>No letters yet.</p>" : "<ul>\(rows.joined())</ul>")
    }

    /// For programs: the oldest first.
    private func everything() -> Response {
        let letters = kept.letters.withLock { $0 }.map { kept -> [String: Any] in
            [
                "id": kept.number, "to": kept.letter.recipients, "from": kept.letter.from,
                "subject": kept.letter.subject, "text": kept.letter.text,
                "received_at": kept.receivedAt.ISO8601Format(),
            ]
        }
        return Page.json(["letters": letters])
    }

    /// With its addresses to follow: of a text from outside only those that begin as the web's do.
    private static func page(of kept: Kept) -> Response {
        let text = Page.escaped(kept.letter.text).replacing(/https?:\/\/[^\s<]+/) { match in
            #"<a href="\#(match.output)">\#(match.output)</a>"#
        }
        let head = Page.escaped("From \(kept.letter.from) to \(kept.letter.recipients.joined(separator: ", "))")
        return Page.html(
            kept.letter.subject,
            #"<p class="note">\#(head)</p><p class="letter">\#(text.replacing("\n", with: "<br>"))</p>"#
                + #"<p><a href="/mail">All letters</a></p>"#)
    }
}
