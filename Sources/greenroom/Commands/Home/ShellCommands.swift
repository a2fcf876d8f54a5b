import ArgumentParser
import Foundation
import Studio

/// What the commands of an administrator have in common.
struct ShellOptions: ParsableArguments {
    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    @Flag(help: "Print JSON.")
    var json = false

    func carryOut(_ order: ShellOrder) async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let locations = try Locations(environment: settings.variables)
        let answer = try await ShellClient(settings: settings, locations: locations).answer(to: order)
        tell(answer)
    }

    func tell(_ answer: ShellAnswer) { Output.write(json ? Self.json(answer) : Self.text(answer)) }

    private static func json(_ answer: ShellAnswer) -> String {
        let rows = answer.rows.map { row in
            Dictionary(zip(answer.columns.map { $0.replacing(" ", with: "_") }, row)) { first, _ in first }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json =
            answer.columns.isEmpty
            ? try? encoder.encode(["message": answer.message ?? ""]) : try? encoder.encode(rows)
        return String(decoding: json ?? Data(), as: UTF8.self) + "\n"
    }

    private static func text(_ answer: ShellAnswer) -> String {
        guard !answer.rows.isEmpty else { return (answer.message ?? "") + "\n" }
        let table = [answer.columns] + answer.rows
        let widths = answer.columns.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        let lines = table.map { row in
            zip(row, widths).map { text, width in text + String(repeating: " ", count: width - text.count) }
                .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        return ([answer.message].compactMap(\.self) + lines).joined(separator: "\n") + "\n"
    }
}

/// `user`: accounts, also for a server that is stopped or that nobody can sign in to.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Manage accounts, also when the server is stopped.",
        subcommands: [UserList.self, UserCreate.self, UserRole.self, UserPassword.self, UserSecondFactor.self])
}

struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the accounts.")

    @Argument(help: "A part of the e-mail address or the name.")
    var text: String?

    @OptionGroup var options: ShellOptions

    func run() async throws { try await options.carryOut(.users(text: text)) }
}

struct UserCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an account and print its password.")

    @Argument(help: "The e-mail address.")
    var email: String

    @Option(help: "The name; by default what stands before the at sign.")
    var name: String?

    @Flag(help: "Make it an administrator.")
    var admin = false

    @OptionGroup var options: ShellOptions

    func run() async throws {
        try await options.carryOut(.createUser(email: email, name: name, isAdmin: admin))
    }
}

struct UserRole: AsyncParsableCommand {
    enum Role: String, ExpressibleByArgument, CaseIterable { case admin, member }

    static let configuration = CommandConfiguration(commandName: "role", abstract: "Change the role of an account.")

    @Argument(help: "The e-mail address, or the id of an account without one.")
    var email: String

    @Argument(help: "admin or member.")
    var role: Role

    @OptionGroup var options: ShellOptions

    func run() async throws { try await options.carryOut(.setRole(email: email, isAdmin: role == .admin)) }
}

struct UserPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password", abstract: "Set a new password, print it, and end every sign-in.")

    @Argument(help: "The e-mail address, or the id of an account without one.")
    var email: String

    @OptionGroup var options: ShellOptions

    func run() async throws { try await options.carryOut(.resetPassword(email: email)) }
}

struct UserSecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable-second-factor", abstract: "Take away a second factor that its owner has lost.")

    @Argument(help: "The e-mail address, or the id of an account without one.")
    var email: String

    @OptionGroup var options: ShellOptions

    func run() async throws { try await options.carryOut(.disableSecondFactor(email: email)) }
}

/// `task`: everybody's tasks in the home on this machine, or one's own on a server.
struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "List, follow, cancel and retry tasks.",
        discussion: """
            With --server or GREENROOM_SERVER: your own tasks on that server. Without: those of all accounts in the home \
            on this machine.
            """,
        subcommands: [
            TaskList.self, TaskShow.self, TaskWait.self, TaskLog.self, TaskCancel.self, TaskRetry.self,
        ])
}

/// The server whose tasks are meant, if any is.
struct TaskPlace: ParsableArguments {
    @Option(help: "Your own tasks on this server.")
    var server: String?

    @OptionGroup var shell: ShellOptions

    /// Nil for the home on this machine.
    var access: RemoteAccess? { RemoteAccess.named(server, home: shell.home, json: shell.json) }
}

struct TaskList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the newest tasks.")

    @Option(help: "How many, up to 1000.")
    var limit = 20

    @OptionGroup var place: TaskPlace

    func run() async throws {
        if let access = place.access { return try await access.listTasks(limit) }
        try await place.shell.carryOut(.tasks(limit: limit))
    }
}

struct TaskCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel a task.")

    @Argument(help: "The task's id.")
    var id: String

    @OptionGroup var place: TaskPlace

    func run() async throws {
        if let access = place.access { return try await access.cancelTask(id) }
        try await place.shell.carryOut(.cancelTask(id: id))
    }
}

struct TaskRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Queue a failed or cancelled task again.")

    @Argument(help: "The task's id.")
    var id: String

    @OptionGroup var place: TaskPlace

    func run() async throws {
        if let access = place.access { return try await access.retryTask(id) }
        try await place.shell.carryOut(.retryTask(id: id))
    }
}

/// `queue`: whether tasks are started.
struct QueueCommand: AsyncParsableCommand {
    enum Action: String, ExpressibleByArgument, CaseIterable { case status, pause, resume, drain }

    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Pause, drain or resume the queue.",
        discussion: """
            pause: tasks are accepted but not started until you resume, even after a restart. drain: the same, and waits \
            until no task runs.
            """)

    @Argument(help: "status, pause, resume or drain.")
    var action = Action.status

    @OptionGroup var options: ShellOptions

    func run() async throws {
        try await options.carryOut(.queue(ShellOrder.Queue(rawValue: action.rawValue) ?? .status))
    }
}

/// `log-level`: how much the running server logs.
struct LogLevelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log-level", abstract: "Change how much the running server logs.")

    @Argument(help: "trace, debug, info, notice, warning, error or critical.")
    var level: String

    @OptionGroup var options: ShellOptions

    func run() async throws { try await options.carryOut(.logLevel(level)) }
}
