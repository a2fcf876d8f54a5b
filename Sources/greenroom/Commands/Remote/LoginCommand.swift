import ArgumentParser
import Foundation

/// `login SERVER`: keeps an API key of a server for the commands that work there.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in to a server, for the commands that work there.",
        discussion: """
            Asks for an API key, or for your e-mail address and password, with which it makes a key of this machine. \
            The key is kept in ~/.config/greenroom/logins.json, which only you can read. Scripts pass a key on \
            standard input with --key-stdin, or set GREENROOM_SERVER and GREENROOM_API_KEY instead.
            """)

    @Argument(help: "The server's address, such as https://studio.example.com.")
    var server: String

    @Option(help: "Your e-mail address; the password is asked for.")
    var email: String?

    @Flag(help: "Read an API key from standard input.")
    var keyStdin = false

    func run() async throws {
        let remote = RemoteServer(address: try RemoteServer.address(server))
        let key = try await keyStdin || email == nil ? askedKey() : newKey(of: remote)
        let answer = try await remote.using(key: key).ask("GET", "/dashboard")
        _ = try answer.data(as: Dashboard.self)
        try Logins().keep(key, of: remote.address)
        Output.write("Signed in to \(remote.address).\n")
    }

    /// Shows that the key is good.
    private struct Dashboard: Decodable {}

    private func askedKey() throws -> String {
        let prompt = "API key (from Settings, API keys): "
        let text = try keyStdin ? readLine() : Secret.ask(prompt)
        let key = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !key.isEmpty else { throw CommandFailure("No key was given.", exitCode: CommandFailure.usage) }
        return key
    }

    private struct Session: Decodable { let accessToken: String }
    private struct Ticket: Decodable {
        struct Reason: Decodable {
            struct Details: Decodable { let ticket: String? }
            let code: String
            let details: Details?
        }

        let error: Reason
    }
    private struct NewKey: Decodable { let key: String }

    private func newKey(of remote: RemoteServer) async throws -> String {
        let password = try Secret.ask("Password: ") ?? ""
        let credentials: [String: RemoteField] = ["email": .text(email ?? ""), "password": .text(password)]
        var request = remote.request("POST", "/auth/login", headers: ["Content-Type": "application/json"])
        request.body = .bytes(try JSONEncoder().encode(credentials))
        var answer = try await remote.send(request)
        if answer.status == 401, let waits = try? JSONDecoder().decode(Ticket.self, from: answer.body),
            waits.error.code == "SECOND_FACTOR_REQUIRED", let ticket = waits.error.details?.ticket
        {
            let code = try Secret.ask("Code of your authenticator app: ") ?? ""
            var second = remote.request("POST", "/auth/second-factor", headers: ["Content-Type": "application/json"])
            second.body = .bytes(try JSONEncoder().encode(["ticket": ticket, "code": code]))
            answer = try await remote.send(second)
        }
        guard answer.status == 200 else {
            let failure = RemoteAnswer.failure(status: answer.status, body: answer.body)
            throw CommandFailure(failure.message.replacing(" Run: greenroom login", with: ""))
        }
        let token = try RemoteAnswer(answer).data(as: Session.self).accessToken
        let session = remote.using(token: token)
        let made = try await session.ask(
            "POST", "/api-keys",
            [
                "name": .text("greenroom on \(ProcessInfo.processInfo.hostName)".prefix(100).description),
                "scopes": .list(["read", "files", "tasks", "library", "models"]),
            ])
        _ = try? await session.ask("POST", "/auth/logout", [:])
        return try made.data(as: NewKey.self).key
    }
}

/// `logout`: forgets a key.
struct LogoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget the key of a server.",
        discussion: "The key itself stays valid until you revoke it under Settings, API keys.")

    @Argument(help: "The server's address; default the one of the last login.")
    var server: String?

    func run() throws {
        let logins = Logins()
        guard let named = try server ?? logins.chosen() else { throw CommandFailure("You are not signed in.") }
        let address = try RemoteServer.address(named)
        guard try logins.forget(address) else { throw CommandFailure("You are not signed in to \(address).") }
        Output.write("The key of \(address) is forgotten.\n")
    }
}

/// What is typed without being shown.
enum Secret {
    /// - Returns: nil at the end of input.
    static func ask(_ prompt: String) throws -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() }
        Output.write(prompt, to: STDERR_FILENO)
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return readLine() }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Output.write("\n", to: STDERR_FILENO)
        }
        return readLine()
    }
}
