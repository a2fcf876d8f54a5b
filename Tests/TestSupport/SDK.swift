import Foundation

/// Programs in Python that use the services' own SDKs; `packaging/setup --test` fetches those.
package enum SDK {
    package static let python = Installed.path("sdk/bin/python")

    package static func script(_ name: String) -> String { Repository.path("Tests/SDK/\(name).py") }

    /// - Parameter input: less than a pipe holds.
    /// - Returns: what the program said; `ok` when everything was as it should be.
    package static func run(_ name: String, _ arguments: [String], input: String = "") async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script(name)] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let told = Pipe()
        process.standardInput = told
        try process.run()
        if !input.isEmpty { try told.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try told.fileHandleForWriting.close()
        return await withCheckedContinuation { done in
            Thread {
                let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                done.resume(returning: said.trimmingCharacters(in: .whitespacesAndNewlines))
            }.start()
        }
    }
}
