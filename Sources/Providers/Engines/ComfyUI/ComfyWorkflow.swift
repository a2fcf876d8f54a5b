import Domain
import Foundation

/// A workflow as ComfyUI's "Export (API)" saves it, with the nodes marked that a task fills in: a node whose title is
/// `{image}`, `{video}`, `{audio}` or `{text}` gets that input, and so do `{width}`, `{height}` and `{seed}`. All other
/// seeds are drawn anew as well, because ComfyUI answers a prompt that it knows from its cache, without a new file.
struct ComfyWorkflow: Sendable {
    struct Fault: Error, Equatable {
        /// A complaint with a clause; see ``Domain/Remark/workflowUnusable(_:_:)``.
        let remark: Remark

        init(_ code: String, _ reason: String, _ values: Figures = [:]) {
            remark = Remark("workflow_\(code)", reason, values)
        }
    }

    /// What a node of that mark may call what is filled in, the first one that it has.
    private static let inputs: [String: [String]] = [
        "image": ["image", "file", "value"], "video": ["video", "file", "value"], "audio": ["audio", "file", "value"],
        "text": ["text", "string", "prompt", "value"], "seed": ["seed", "noise_seed", "value"],
        "width": ["width", "value", "int"], "height": ["height", "value", "int"],
    ]
    private static let seeds: Set<String> = ["seed", "noise_seed"]

    let kind: GenerationTask.Kind
    private let json: Data
    /// Node and input by mark.
    private let marks: [String: [(node: String, input: String)]]
    /// For progress: each node once.
    let nodes: Int
    let classes: Set<String>

    /// - Throws: ``Fault``.
    init(_ json: Data, for kind: GenerationTask.Kind) throws(Fault) {
        guard json.count <= 4 << 20, let whole = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
            throw Fault("no_json", "it is not a JSON object")
        }
        guard whole["nodes"] == nil, whole["links"] == nil else {
            throw Fault("for_editor", "it is saved for the editor; export it for the API")
        }
        var marks: [String: [(String, String)]] = [:]
        var classes: Set<String> = []
        for (id, value) in whole {
            guard let node = value as? [String: Any], let name = node["class_type"] as? String else {
                throw Fault(
                    "no_class", "the node \(id.prefix(20)) has no class_type", ["node": .text(String(id.prefix(20)))])
            }
            classes.insert(name)
            let title = (node["_meta"] as? [String: Any])?["title"] as? String ?? ""
            guard title.hasPrefix("{"), title.hasSuffix("}") else { continue }
            let mark = String(title.dropFirst().dropLast())
            guard let names = Self.inputs[mark] else {
                throw Fault(
                    "mark_unknown", "\(title.prefix(40)) is no mark", ["mark": .text(String(title.prefix(40)))])
            }
            let filled = node["inputs"] as? [String: Any] ?? [:]
            // A link comes from another node and is never replaced.
            guard let input = names.first(where: { filled[$0] != nil && !(filled[$0] is [Any]) }) else {
                throw Fault("node_full", "the node \(title) has nothing to fill in", ["node": .text(title)])
            }
            marks[mark, default: []].append((id, input))
        }
        for needed in Self.needed(kind) where marks[needed] == nil {
            throw Fault("unmarked", "no node is marked {\(needed)}", ["mark": .text("{\(needed)}")])
        }
        self.kind = kind
        self.json = json
        self.marks = marks
        self.classes = classes
        nodes = whole.count
    }

    /// The roles of files that it is marked for.
    var roles: [String] { ["image", "video", "audio"].filter { marks[$0] != nil } }

    /// - Parameters:
    ///   - values: by mark; those that it is not marked for are left out.
    ///   - seed: 0 and above.
    func filled(_ values: [String: Any], seed: Int) -> [String: Any] {
        var nodes = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] ?? [:]
        func set(_ node: String, _ input: String, _ value: Any) {
            guard var body = nodes[node] as? [String: Any], var inputs = body["inputs"] as? [String: Any] else {
                return
            }
            inputs[input] = value
            body["inputs"] = inputs
            nodes[node] = body
        }
        for (id, value) in nodes {
            let inputs = (value as? [String: Any])?["inputs"] as? [String: Any] ?? [:]
            for name in inputs.keys where Self.seeds.contains(name) && inputs[name] is NSNumber { set(id, name, seed) }
        }
        for (mark, places) in marks {
            guard let value = mark == "seed" ? seed : values[mark] else { continue }
            for place in places { set(place.node, place.input, value) }
        }
        return nodes
    }

    private static func needed(_ kind: GenerationTask.Kind) -> [String] {
        switch kind {
        case .animateMove, .animateMix: ["image", "video"]
        case .talkingVideo: ["image", "audio"]
        case .speech: ["text"]
        case .avatarTraining: ["video"]
        case .voiceClone: ["audio"]
        case .film: ["scene-0"]
        }
    }
}

/// The workflows of a folder: `animate-move.json`, `talking-video.json` and so on, one for each kind of task.
package struct ComfyWorkflows: Sendable {
    let workflows: [GenerationTask.Kind: ComfyWorkflow]
    /// By file name.
    package let faults: [String: Remark]

    /// Those that it is for.
    package var kinds: Set<GenerationTask.Kind> { Set(workflows.keys) }

    /// - Parameter folders: of two with a workflow for the same kind the first one counts.
    package init(_ folders: [String]) {
        var workflows: [GenerationTask.Kind: ComfyWorkflow] = [:]
        var faults: [String: Remark] = [:]
        // What ends in a video or a sound; the other kinds end in files that ComfyUI does not make.
        for kind in [GenerationTask.Kind.animateMove, .animateMix, .speech] {
            for folder in folders where workflows[kind] == nil {
                let name = kind.rawValue.replacing("_", with: "-") + ".json"
                guard let json = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
                do { workflows[kind] = try ComfyWorkflow(json, for: kind) } catch { faults[name] = error.remark }
            }
        }
        self.workflows = workflows
        self.faults = faults
    }
}
