import Domain
import Foundation
import Logging
import Storage

/// Carries out what an administrator asks for in the shell, for a server that runs as well as for a home whose server is
/// stopped. Whoever may ask has the home already: no sign-in is asked for. What concerns accounts is put into the log of
/// security with no actor and the address `shell`.
package struct Shell: Sendable {
    /// What only a server that runs has.
    package struct Live: Sendable {
        package let tasks: Tasks
        package let scheduler: Scheduler
        package let board: QueueBoard
        package let verification: Verification
        package let setLogLevel: @Sendable (Logger.Level) -> Void

        package init(
            tasks: Tasks, scheduler: Scheduler, board: QueueBoard, verification: Verification,
            setLogLevel: @escaping @Sendable (Logger.Level) -> Void
        ) {
            self.tasks = tasks
            self.scheduler = scheduler
            self.board = board
            self.verification = verification
            self.setLogLevel = setLogLevel
        }
    }

    let store: Store
    let passwords: PasswordHasher
    let live: Live?
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// - Parameter live: nil for a home whose server is stopped.
    package init(
        store: Store, passwords: PasswordHasher = PasswordHasher(), live: Live?, newID: IDSource = IDSource(),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.passwords = passwords
        self.live = live
        self.newID = newID
        self.now = now
    }

    /// What goes wrong is told in the answer.
    package func carryOut(_ order: ShellOrder) async -> ShellAnswer {
        do {
            switch order {
            case .users(let text): return try await users(text)
            case .createUser(let email, let name, let isAdmin):
                return try await createUser(email, name, isAdmin ? .admin : .member)
            case .setRole(let email, let isAdmin): return try await setRole(of: email, isAdmin ? .admin : .member)
            case .resetPassword(let email): return try await resetPassword(of: email)
            case .disableSecondFactor(let email): return try await disableSecondFactor(of: email)
            case .tasks(let limit): return try await tasks(limit)
            case .cancelTask(let id): return try await cancel(taskID(id))
            case .retryTask(let id): return try await retry(taskID(id))
            case .queue(let order): return try await queue(order)
            case .logLevel(let name): return try logLevel(name)
            case .verify(let readingMirrors): return try await verify(readingMirrors)
            case .verification: return try await verification()
            }
        } catch let refusal as ShellRefusal {
            return ShellAnswer(refusal.reason, isRefusal: true)
        } catch let error as StudioError {
            return ShellAnswer(error.sentence, isRefusal: true)
        } catch {
            return ShellAnswer("This could not be done: \(error)", isRefusal: true)
        }
    }

    private func logLevel(_ name: String) throws -> ShellAnswer {
        guard let level = Logger.Level(rawValue: name) else {
            throw ShellRefusal(
                "The level must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        try running().setLogLevel(level)
        return ShellAnswer("The server logs at \(level) until it is restarted.")
    }

    private func taskID(_ text: String) throws -> TaskID {
        guard let id = TaskID(rawValue: text) else { throw ShellRefusal("\(text) is no task's id.") }
        return id
    }

    func running() throws -> Live {
        guard let live else { throw ShellRefusal("The server is not running.") }
        return live
    }
}

/// Why something was not done, as a sentence.
struct ShellRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
