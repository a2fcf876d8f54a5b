import Foundation

/// How far a prompt is, from what ComfyUI tells while it works (ComfyUI 0.3.64, `execution.py`, `progress.py`): the share of
/// its nodes that have finished, and of the one that runs.
struct ComfyProgress: Sendable {
    private let prompt: String
    private let nodes: Int
    private var finished: Set<String> = []
    /// How much of each node that runs is done, 0...1.
    private var running: [String: Double] = [:]
    /// Finished, failed or stopped: the history says which.
    private(set) var isOver = false
    private var farthest = 0.0

    /// - Parameter nodes: of the workflow.
    init(prompt: String, nodes: Int) {
        self.prompt = prompt
        self.nodes = max(1, nodes)
    }

    /// 0...0.98, and never less than before; nil while nothing was told.
    var share: Double? { farthest > 0 ? farthest : nil }

    /// - Parameter message: as the server sent it; whatever it is, it only ever changes these numbers.
    /// - Returns: whether that was news of this prompt.
    mutating func take(_ message: String) -> Bool {
        guard let event = (try? JSONSerialization.jsonObject(with: Data(message.utf8))) as? [String: Any],
            let data = event["data"] as? [String: Any], data["prompt_id"] as? String == prompt
        else { return false }
        switch event["type"] as? String {
        case "execution_cached":
            for node in data["nodes"] as? [String] ?? [] { finish(node) }
        case "executing":
            for node in running.keys where node != data["node"] as? String { finish(node) }
            if let node = data["node"] as? String { begin(node, 0) } else { isOver = true }
        case "progress":
            if let node = data["node"] as? String { begin(node, Self.share(of: data)) }
        case "progress_state":
            for (node, value) in data["nodes"] as? [String: [String: Any]] ?? [:] {
                switch value["state"] as? String {
                case "finished": finish(node)
                case "running": begin(node, Self.share(of: value))
                default: break
                }
            }
        case "execution_success", "execution_error", "execution_interrupted": isOver = true
        default: return false
        }
        let sum = Double(finished.count) + running.values.reduce(0, +)
        farthest = max(farthest, min(0.98, sum / Double(nodes)))
        return true
    }

    private mutating func begin(_ node: String, _ share: Double) {
        // A server may name nodes that are not in the workflow, but not without end.
        guard running.count <= nodes, !finished.contains(node) else { return }
        running[node] = share
    }

    private mutating func finish(_ node: String) {
        running[node] = nil
        if finished.count < nodes { finished.insert(node) }
    }

    private static func share(of data: [String: Any]) -> Double {
        let (value, most) = (data["value"] as? Double ?? 0, data["max"] as? Double ?? 0)
        return most > 0 && value.isFinite ? min(1, max(0, value / most)) : 0
    }
}
