import Foundation

/// The folder that this project lies in, for tests that read what it ships or fixtures of other rooms.
package enum Repository {
    package static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static func path(_ name: String) -> String { folder.appending(path: name).path }

    package static let data = folder.appending(path: "data")
    package static let fixtures = folder.appending(path: "Tests/Fixtures")
}
