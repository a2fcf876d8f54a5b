import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Storage

struct CrashTests {
    @Test func `keeps every acknowledged task when the server is killed in the middle of writing`() async throws {
        let home = try Home.temporary()
        let child = Process()
        let output = Pipe()
        child.executableURL = try Self.built()
        child.arguments = ["submit-until-killed", home.path]
        child.standardOutput = output
        try child.run()

        let text = try await BlockingIO(threads: 1).run {
            var text = Data()
            while text.filter({ $0 == 10 }).count < 300 {
                let more = output.fileHandleForReading.availableData
                if more.isEmpty { return text }
                text += more
            }
            let held = #expect(throws: HomeLock.Held.self) { try HomeLock(home: home) }
            #expect(held?.pid == child.processIdentifier)
            kill(child.processIdentifier, SIGKILL)
            text += output.fileHandleForReading.readDataToEndOfFile()
            child.waitUntilExit()
            return text
        }

        let acknowledged = String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap {
            TaskID(rawValue: String($0))
        }
        #expect(acknowledged.count >= 300)
        _ = try HomeLock(home: home)
        let store = try Store(path: home.database, migrations: migrationsFolder)
        #expect(try await store.checkIntegrity().isEmpty)
        let kept = Set(try await store.unfinishedTasks().map(\.id))
        #expect(acknowledged.filter { !kept.contains($0) } == [])
    }

    /// The program is built beside the one that runs the tests.
    private static func built() throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let driver = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("StoreDriver")
        try #require(FileManager.default.isExecutableFile(atPath: driver.path), "there is no \(driver.path)")
        return driver
    }
}
