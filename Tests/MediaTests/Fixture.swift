import Foundation
import Synchronization
import Testing

/// Real media of a few kilobytes, made once per run by the `ffmpeg` program (Debian package `ffmpeg`) in a folder that
/// is deleted with the last test.
actor Fixture {
    static let shared = Fixture()

    nonisolated let folder: URL
    private var made: [String: Task<String, any Error>] = [:]

    private init() {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("greenroom-media-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        FolderAtExit.remove(folder.path)
    }

    /// Four quarters of plain colour: red, green / blue, white; 320 x 240 unless said otherwise, 25 frames/s.
    static func quarters(_ width: Int = 320, _ height: Int = 240, seconds: Double = 1) -> [String] {
        let boxes = [("0", "0", "red"), ("iw/2", "0", "lime"), ("0", "ih/2", "blue")]
            .map { "drawbox=\($0):\($1):iw/2:ih/2:\($2):t=fill" }
        let graph = ["color=white:s=\(width)x\(height):r=25:d=\(seconds)", "format=gbrp"] + boxes
        return ["-f", "lavfi", "-i", graph.joined(separator: ",")]
    }

    static func tone(seconds: Double = 1) -> [String] { ["-f", "lavfi", "-i", "sine=440:d=\(seconds)"] }

    /// A file of this name, made by ffmpeg with these arguments the first time it is asked for.
    func file(_ name: String, _ arguments: [String]) async throws -> String {
        if let running = made[name] { return try await running.value }
        let path = folder.appendingPathComponent(name).path
        let task = Task {
            let outcome = try await Program.run("ffmpeg", ["-v", "error", "-y"] + arguments + [path])
            try #require(outcome.status == 0, "ffmpeg \(arguments.joined(separator: " ")): \(outcome.errors)")
            return path
        }
        made[name] = task
        return try await task.value
    }

    /// A file of these bytes.
    nonisolated func file(_ name: String, bytes: [UInt8]) throws -> String {
        let url = folder.appendingPathComponent("\(UUID().uuidString)-\(name)")
        try Data(bytes).write(to: url)
        return url.path
    }

    nonisolated func newPath(_ name: String) -> String {
        folder.appendingPathComponent("\(UUID().uuidString)-\(name)").path
    }
}

/// Removes the folder when the test process ends.
private enum FolderAtExit {
    private static let path = Mutex<String?>(nil)

    static func remove(_ folder: String) {
        path.withLock { $0 = folder }
        atexit {
            if let folder = FolderAtExit.path.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: folder) }
        }
    }
}

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
