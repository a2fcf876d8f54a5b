import Foundation

/// What a worker of Greenroom's at RunPod is asked, and what it does with it.
struct RunPodWork: Sendable {
    struct Fault: Error {}

    let target: String
    let type: String
    private let kind: StandInOrder.Kind
    /// By role.
    private let sources: [String: String]

    /// Nil for an input that such a worker does not understand.
    init?(_ input: [String: Any]) {
        let kinds: [String: (StandInOrder.Kind, Set<String>)] = [
            "animate-move": (.animateMove, ["image", "video"]), "animate-mix": (.animateMix, ["image", "video"]),
            "avatar": (.avatar, ["video"]), "lipsync": (.talkingVideo, ["audio"]),
        ]
        guard let (kind, needed) = (input["task"] as? String).flatMap({ kinds[$0] }), input["job_id"] is String,
            let inputs = input["inputs"] as? [String: String], let output = input["output"] as? [String: String],
            let target = output["put_url"], let type = output["content_type"]
        else { return nil }
        sources = Dictionary(
            uniqueKeysWithValues: inputs.compactMap { name, url in
                name.hasSuffix("_url") ? (String(name.dropLast(4)), url) : nil
            })
        guard needed.isSubset(of: sources.keys) else { return nil }
        (self.kind, self.target, self.type) = (kind, target, type)
    }

    func fetched(into folder: String, by porter: any Porter) async throws -> StandInOrder {
        var paths: [String: String] = [:]
        for (role, url) in sources {
            let path = "\(folder)/\(role)"
            guard await porter.fetch(url, to: path) else { throw Fault() }
            paths[role] = path
        }
        return StandInOrder(
            kind, image: paths["image"], video: paths["video"], audio: paths["audio"], folder: folder)
    }

    /// What is put to where the result belongs: what was made, or what goes wrong with it.
    func delivery(_ path: String, _ mishap: Mishap) throws -> String {
        let other = path + "-delivered"
        switch mishap {
        case .empty: try Data().write(to: URL(filePath: other))
        case .text: try Data("this is not a medium\n".utf8).write(to: URL(filePath: other))
        default: return path
        }
        return other
    }
}
