import ArgumentParser
import Foundation

/// `task show ID`: one task on a server.
struct TaskShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a task on a server.")

    @Argument(help: "The task's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let answer = try await remote.access.connect().ask("GET", "/tasks/\(try RemoteServer.part(id))")
        try remote.access.print(answer) {
            let task = try answer.data(as: RemoteTask.self)
            return task.line.joined(separator: "  ") + (task.error.map { "\n\($0.message)" } ?? "") + "\n"
        }
    }
}

/// `task wait ID`: until it has ended; the exit code says how.
struct TaskWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until a task on a server has ended.",
        discussion: "The exit code is 0 when it succeeded.")

    @Argument(help: "The task's id.")
    var id: String

    @Option(name: .shortAndLong, help: "Write the result to this file.", completion: .file())
    var output: String?

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let server = try remote.access.connect()
        let display = ProgressDisplay(json: remote.json)
        let task = try await server.follow(try RemoteServer.part(id)) { stage, progress in
            display.show(.progress(stage: stage, progress: progress))
        }
        display.end()
        if let problem = task.problem { throw problem }
        if let output {
            guard let url = task.result?.url else { throw CommandFailure("The result of this task is no file.") }
            try await server.download(url, to: output)
        }
        let answer = try await server.ask("GET", "/tasks/\(task.id)")
        remote.access.print(answer) { (output ?? task.id) + "\n" }
    }
}

/// `task log ID`: what the engine said.
struct TaskLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print what the engine said about a task on a server.")

    @Argument(help: "The task's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let server = try remote.access.connect()
        let answer = try await server.send(server.request("GET", "/tasks/\(try RemoteServer.part(id))/log"))
        guard answer.status == 200 else { throw RemoteAnswer.failure(status: answer.status, body: answer.body) }
        Output.write(answer.body, to: STDOUT_FILENO)
    }
}

extension RemoteAccess {
    /// Nil when an administrator means the home on this machine.
    static func named(_ server: String?, home: String?, json: Bool) -> RemoteAccess? {
        let isNamed = server != nil || ProcessInfo.processInfo.environment["GREENROOM_SERVER"]?.isEmpty == false
        return isNamed && home == nil ? RemoteAccess(server: server, json: json) : nil
    }

    func listTasks(_ limit: Int) async throws {
        try await printList("/tasks", limit: limit, as: RemoteTask.self, \.line)
    }

    func cancelTask(_ id: String) async throws {
        try await delete(id, of: "/tasks", saying: "Cancelled.")
    }

    func retryTask(_ id: String) async throws {
        let answer = try await connect().ask(
            "POST", "/tasks/\(try RemoteServer.part(id))/retry", [:], headers: ["Idempotency-Key": UUID().uuidString])
        print(answer) { "Queued again.\n" }
    }
}
