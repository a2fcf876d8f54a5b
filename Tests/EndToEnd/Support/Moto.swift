import Foundation
import TestSupport
import Testing

/// A second S3, of other people's making: moto, with an empty bucket.
final class Moto: @unchecked Sendable {  // the process is only asked whether it runs, and killed
    let endpoint: String
    let bucket = "greenroom"
    let (key, secret) = ("key", "secret")
    private let process = Process()

    /// The environment of `packaging/setup --test`.
    static let python = Installed.path("buckets/bin/python")
    static let reader = Repository.path("Tests/SDK/buckets.py")

    init() async throws {
        let port = try FreePort.find()
        endpoint = "http://127.0.0.1:\(port)"
        process.executableURL = URL(filePath: Self.python)
        process.arguments = ["-m", "moto.server", "-p", "\(port)"]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        while try await Ended.run("/usr/bin/curl", ["-s", endpoint]).status != 0 { try #require(process.isRunning) }
        let made = try await Ended.run(Self.python, [Self.reader, "make", endpoint, key, secret, bucket])
        try #require(made.status == 0, "\(made.errors)")
    }

    deinit { process.end() }
}
