import ArgumentParser
import Storage
import Version

/// Gives the home a new key for its secrets at rest.
struct RotateSecrets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secrets",
        abstract: "Seal all stored secrets with a new key.",
        discussion: """
            Stop the server first. If it is interrupted, run it again: nothing is lost. Afterwards, the old key is in \
            older backups only.
            """)

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let locations = try Locations(environment: settings.variables)
        do {
            let home = try Home(path: settings.home)
            let lock = try HomeLock(home: home)
            let store = try Store(path: home.database, migrations: locations.data + "/migrations") {
                try RestorePoint.make(in: home, program: Version.text, at: .now())
            }
            let count = try await SecretRotation(home: home, store: store).run()
            try store.close()
            withExtendedLifetime(lock) {}
            print("sealed \(count) stored secrets with a new key")
        } catch let held as HomeLock.Held {
            throw CommandFailure("\(held)")
        } catch {
            throw CommandFailure("the secrets of \(settings.home) could not be sealed anew: \(error)")
        }
    }
}
