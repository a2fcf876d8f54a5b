import Domain
import Foundation
import Providers

/// Which engines' programs run on a Ray cluster, and where that is.
struct RaySettings: Sendable {
    /// Of the head's dashboard; nil without a cluster.
    var base: String?
    var token: String?
    /// On each node.
    var folder = RayCluster.usualFolder
    var pace = PollPace()
    /// Names of manifests, with tasks at a time; nil for as many as the manifest says.
    var engines: [String: Int?] = [:]

    init() {}

    /// - Throws: ``CommandFailure`` naming the setting and what is wrong with it.
    init(_ values: Values, _ pace: PollPace) throws {
        self.pace = pace
        base = try values.url("RAY_ADDRESS")
        token = try values.secret("RAY_AUTH_TOKEN", length: 1...4096) ?? Self.token(values.text("RAY_AUTH_TOKEN_PATH"))
        folder = values.text("RAY_FOLDER") ?? folder
        guard folder.hasPrefix("/"), folder.count > 1, !folder.hasSuffix("/") else {
            throw CommandFailure("RAY_FOLDER is \"\(folder)\"; it must be an absolute path such as /tmp/greenroom")
        }
        for entry in values.list("RAY_ENGINES") {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            let slots = parts.count == 2 ? Int(parts[1]) : nil
            guard let name = parts.first, parts.count == 1 || slots.map(EngineSetting.slotRange.contains) == true else {
                throw CommandFailure(
                    "RAY_ENGINES names \"\(entry)\"; it must be an engine, or an engine and how many tasks it does at a "
                        + "time, such as wan22-animate=10")
            }
            engines[name] = .some(slots)
        }
    }

    /// - Parameter text: of `data/engines/ray/worker.py`.
    func cluster(worker text: String) -> RayCluster? {
        base.map { RayCluster(base: $0, token: token, folder: folder, worker: text, pace: pace) }
    }

    private static func token(_ path: String?) throws -> String? {
        guard let path else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure("RAY_AUTH_TOKEN_PATH is \"\(path)\", which cannot be read")
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return token.isEmpty ? nil : token
    }
}
