import Foundation
import Storage
import Synchronization

/// A folder that is gone when the last one lets go of it, or at the end of the process.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = "\(TemporaryRoot.path)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The one folder in which a test process puts everything; removed when the process ends.
enum TemporaryRoot {
    static let path: String = {
        let path = NSTemporaryDirectory() + "greenroom-tests-\(ProcessInfo.processInfo.processIdentifier)"
        atexit { try? FileManager.default.removeItem(atPath: TemporaryRoot.path) }
        return path
    }()
}

/// Where the repository keeps the migrations.
package let migrationsFolder = Repository.data.appending(path: "migrations").path

extension Store {
    /// A real database file of its own, with all migrations.
    package static func temporary() throws -> Store {
        let folder = "\(TemporaryRoot.path)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try Store(path: folder + "/greenroom.db", migrations: migrationsFolder)
    }
}

extension Home {
    /// A home of its own; it lives as long as the test process.
    package static func temporary() throws -> Home { try Home(path: "\(TemporaryRoot.path)/\(UUID().uuidString)") }
}
