import Crypto
import Domain
import Foundation

/// Passes inputs and results from folder to folder, where a server would pass them over HTTP.
package struct FolderExchange: JobExchange {
    private static let address = "http://exchange.test"

    package init() {}

    package func source(_ role: String, of job: EngineJob) -> String { Self.url(job.inputs[role] ?? "") }

    package func target(_ role: EngineOutput.Role, of job: EngineJob) -> String { Self.url(job.received(role) ?? "") }

    package func callback(of job: EngineJob) -> String { "\(Self.address)/news/\(job.taskID)" }

    package func fetch(_ url: String, to path: String) async -> Bool {
        guard let source = Self.path(url) else { return false }
        return (try? FileManager.default.copyItem(atPath: source, toPath: path)) != nil
    }

    package func deliver(_ path: String, to url: String, type: String) async -> Bool {
        guard let target = Self.path(url) else { return false }
        try? FileManager.default.removeItem(atPath: target)
        do {
            try FileManager.default.copyItem(atPath: path, toPath: target)
            let sum = SHA256.hash(data: try Data(contentsOf: URL(filePath: target), options: .mappedIfSafe))
            try sum.map { String(format: "%02x", $0) }.joined()
                .write(toFile: target + EngineJob.sumEnding, atomically: true, encoding: .utf8)
            return true
        } catch {
            return false
        }
    }

    package static func url(_ path: String) -> String { address + path }

    private static func path(_ url: String) -> String? {
        url.hasPrefix(address + "/") ? String(url.dropFirst(address.count)) : nil
    }
}
