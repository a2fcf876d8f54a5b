import ArgumentParser
import Foundation

/// `voices`: who can speak on this machine.
struct VoicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voices", abstract: "List the voices that can speak.")

    @Flag(help: "Write one JSON object with all that is known of each voice.")
    var json = false

    private struct Listing: Decodable {
        struct Voice: Decodable {
            let id: String
            let name: String
            let kind: String
        }

        struct Failure: Decodable { let message: String }

        let voices: [Voice]?
        let error: Failure?
    }

    func run() throws {
        let locations = try Locations(environment: ProcessInfo.processInfo.environment)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: locations.mediaProgram)
        process.arguments = ["voices"]
        process.environment = locations.childEnvironment
        process.standardError = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw CommandFailure("\(locations.mediaProgram) does not start: \(error.localizedDescription)")
        }
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let listing = try? JSONDecoder().decode(Listing.self, from: said)
        guard let voices = listing?.voices else {
            throw CommandFailure(listing?.error?.message ?? "the voices could not be listed")
        }
        if json {
            FileHandle.standardOutput.write(said)
            return
        }
        let width = voices.map(\.id.count).max() ?? 0
        let lines = voices.map { $0.id.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.name }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
