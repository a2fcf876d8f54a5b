import Domain
import Foundation
import Glibc
import Storage
import Studio
import Version

/// Has an order carried out: by the server that has the home, or here when none has.
struct ShellClient {
    let settings: Settings
    let locations: Locations

    /// - Throws: ``CommandFailure``.
    func answer(to order: ShellOrder) async throws -> ShellAnswer {
        let answer: ShellAnswer
        if let connection = connect() {
            answer = try await Self.ask(order, over: connection)
        } else {
            answer = try await carryOutHere(order)
        }
        if answer.isRefusal { throw CommandFailure(answer.message ?? "refused") }
        return answer
    }

    /// Nil when nobody listens.
    private func connect() -> Int32? {
        guard let address = ShellSocket.address(ShellSocket.path(home: settings.home)) else { return nil }
        let descriptor = ShellSocket.open()
        guard descriptor >= 0 else { return nil }
        guard ShellSocket.with(address, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func ask(_ order: ShellOrder, over connection: Int32) async throws -> ShellAnswer {
        await withCheckedContinuation { (done: CheckedContinuation<ShellAnswer?, Never>) in
            Thread.detachNewThread {
                defer { close(connection) }
                guard ShellSocket.say(order, to: connection), let line = ShellSocket.line(from: connection) else {
                    return done.resume(returning: nil)
                }
                done.resume(returning: try? JSONDecoder().decode(ShellAnswer.self, from: line))
            }
        } ?? ShellAnswer("The server gave no answer.", isRefusal: true)
    }

    private func carryOutHere(_ order: ShellOrder) async throws -> ShellAnswer {
        guard FileManager.default.fileExists(atPath: settings.home) else {
            throw CommandFailure("there is no home at \(settings.home); name it with --home or GREENROOM_HOME")
        }
        try becomeOwner()
        do {
            let home = try Home(path: settings.home)
            let lock = try HomeLock(home: home)
            defer { withExtendedLifetime(lock) {} }
            let store = try Store(path: home.database, migrations: locations.data + "/migrations") {
                try RestorePoint.make(in: home, program: Version.text, at: .now())
            }
            let answer = await Shell(store: store, live: nil).carryOut(order)
            try await store.dropTraces()
            try store.close()
            return answer
        } catch let held as HomeLock.Held {
            throw CommandFailure("\(held)")
        } catch {
            throw CommandFailure("the home \(settings.home) cannot be used: \(Cause(error))")
        }
    }

    /// Root would leave files in the home that its owner, the service, cannot use.
    private func becomeOwner() throws {
        var facts = stat()
        guard geteuid() == 0, stat(settings.home, &facts) == 0, facts.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setgid(facts.st_gid) == 0, setuid(facts.st_uid) == 0 else {
            throw CommandFailure("the user that owns \(settings.home) cannot be taken on")
        }
    }
}
