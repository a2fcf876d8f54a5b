import Domain
import Foundation

/// A real Ray cluster on loopback, started once for all tests of a process and gone with it: `Tests/SDK/ray_cluster.py`.
package actor TestCluster {
    package static let shared = TestCluster()
    package static let token = "token-of-the-tests"
    package static let isMissing = "Ray is not installed; packaging/setup --test does it"

    package struct Ready: Decodable, Sendable {
        /// Of the head's dashboard.
        package let address: String
        /// Below it lie the files of this machine, for whoever runs jobs.
        package let files: String
    }

    package struct DidNotStart: Error { let said: String }

    private var start: Task<Ready, any Error>?
    private var process: Process?
    private let input = Pipe()
    private let output = Pipe()

    private static let python = Installed.path("ray/bin/python")

    package static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// What is carried along with each job.
    package static var worker: String {
        get throws {
            try String(contentsOf: Repository.data.appending(path: "engines/ray/worker.py"), encoding: .utf8)
        }
    }

    /// Returns once it takes jobs.
    package func ready() async throws -> Ready {
        let start = start ?? Task { try await open() }
        self.start = start
        return try await start.value
    }

    /// Takes the cluster away at once, as a power cut does.
    package func kill() async throws { try await tell("kill") }

    /// Starts another one at the same address, which knows nothing of the first.
    package func startAnew() async throws { try await tell("start") }

    private func tell(_ command: String) async throws {
        try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        _ = await line()
    }

    private func open() async throws -> Ready {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = [
            Repository.folder.appending(path: "Tests/SDK/ray_cluster.py").path, Self.token,
            "/tmp/ray-\(ProcessInfo.processInfo.processIdentifier)",
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        self.process = process
        let said = await line()
        guard let ready = try? JSONDecoder().decode(Ready.self, from: Data(said.utf8)) else {
            throw DidNotStart(said: said)
        }
        return ready
    }

    /// The next line that it says.
    private func line() async -> String {
        let handle = output.fileHandleForReading
        return await withCheckedContinuation { done in
            Thread {
                var text = ""
                while !text.hasSuffix("\n") {
                    let chunk = handle.availableData
                    guard !chunk.isEmpty else { break }
                    text += String(decoding: chunk, as: UTF8.self)
                }
                done.resume(returning: text)
            }.start()
        }
    }
}

/// Where jobs of a cluster on this machine fetch and leave files: in the folders of the job itself.
package struct ClusterExchange: JobExchange {
    private let address: String

    package init(_ cluster: TestCluster.Ready) { address = cluster.files }

    package func source(_ role: String, of job: EngineJob) -> String { address + (job.inputs[role] ?? "/none") }

    package func target(_ role: EngineOutput.Role, of job: EngineJob) -> String {
        address + (job.received(role) ?? "/none/none")
    }

    package func callback(of job: EngineJob) -> String { "\(address)/news/\(job.taskID)" }
}
