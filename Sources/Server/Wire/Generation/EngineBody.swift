import Domain
import Studio

/// An engine as those see it who may choose it.
struct EngineBody: Body, Sendable {
    let view: Engines.View

    static var name: String? { "Engine" }

    static func list(_ fields: inout some FieldList<Self>) {
        list(&fields) { $0.view }
    }

    /// - Parameter view: of what the fields are listed for.
    @inline(__always)
    static func list<Fields: FieldList>(_ fields: inout Fields, _ view: (Fields.Owner) -> Engines.View) {
        fields.add("name", "What `engine` of a request takes.") { view($0).entry.facts.name }
        fields.add("title") { view($0).entry.facts.title }
        fields.add("kinds") { view($0).entry.facts.kinds.sorted { $0.rawValue < $1.rawValue } }
        fields.add("modes") { view($0).entry.facts.modes.sorted { $0.rawValue < $1.rawValue } }
        fields.add("ready", "Whether it can be expected to start soon.") {
            view($0).entry.isWell && view($0).entry.takesTasks
        }
        fields.add("readiness", "`ready`, `not configured`, `unreachable` or `not working`.") {
            view($0).entry.standing
        }
        fields.add("checks", "Whether it checks a submission before it is queued.") {
            view($0).entry.engine is any CheckingEngine
        }
        fields.add("network", "Whether it calls a service outside this server.") {
            view($0).entry.facts.needs.usesNetwork
        }
        fields.add("waiting", "Tasks waiting for it.") { view($0).waiting }
        fields.add("limits") { Limits(limits: view($0).entry.facts.limits) }
    }

    struct Limits: Body {
        let limits: EngineLimits

        static var name: String? { "EngineLimits" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("longest_ms") { $0.limits.longestMs }
            fields.add("shortest_ms") { $0.limits.shortestMs }
            fields.add("longest_side", "In pixels.") { $0.limits.longestSide }
            fields.add("most_characters") { $0.limits.mostCharacters }
        }
    }
}

/// An engine as administrators see it.
struct AdministeredEngineBody: Body, Sendable {
    let view: Engines.View

    static var name: String? { "AdminEngine" }

    /// Ranks by kind; nil where nobody gave one.
    private var preference: [String: Int?] {
        Dictionary(
            uniqueKeysWithValues: view.entry.facts.kinds.map { ($0.rawValue, view.entry.setting.ranks[$0]) })
    }

    static func list(_ fields: inout some FieldList<Self>) {
        EngineBody.list(&fields) { $0.view }
        fields.add("state") { $0.view.entry.setting.state }
        fields.add("slots", "Tasks at a time.") { $0.view.entry.slots }
        fields.add("running") { $0.view.running }
        fields.add("gpu_memory_mib", "What each task needs of one GPU.") { $0.view.entry.facts.needs.gpuMemoryMiB }
        fields.add(
            "preference",
            "Ranks by kind; the lowest is chosen first. Null where nobody gave one; it then counts as "
                + "\(EngineSetting.usualRank)."
        ) { $0.preference }
        fields.add("complaint", "In English: why it is not ready.") { $0.view.entry.complaint?.message }
        fields.add("reason", "The same by a code and its figures, for other languages.") {
            $0.view.entry.complaint.map(RemarkBody.init)
        }
        fields.add("unhealthy_since") { $0.view.entry.setting.trouble?.since }
        fields.add("last_errors", "What went wrong on it last, newest first, at most 5.") {
            $0.view.entry.failures.map(Failure.init)
        }
    }

    struct Failure: Body {
        let failure: EngineFailure

        static var name: String? { "EngineFailure" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("at") { $0.failure.at }
            fields.add("task_id") { $0.failure.task.rawValue }
            fields.add("code") { $0.failure.code }
            fields.add("message") { $0.failure.message }
            fields.add("detail", "What the engine itself said; empty for what happened before the last start.") {
                $0.failure.detail
            }
            fields.add("reason", "Why the engine could do no work at all, if that was it and is still known.") {
                $0.failure.complaint.map(RemarkBody.init)
            }
        }
    }
}

/// A GPU of the server's machine.
struct GPUBody: Body {
    let view: Engines.GPUView

    static var name: String? { "GPU" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("index", "What tasks see as `CUDA_VISIBLE_DEVICES`.") { $0.view.gpu.index }
        fields.add("name") { $0.view.gpu.name }
        fields.add("memory_mib") { $0.view.gpu.memoryMiB }
        fields.add("used_mib", "By whatever program; null when it does not tell.") { $0.view.load?.usedMiB }
        fields.add("busy", "From 0 to 1; null when it does not tell.") { $0.view.load?.busy }
        fields.add("promised_mib", "Of its memory, to tasks that run.") { $0.view.promised.memoryMiB }
        fields.add("running", "Tasks on it.") { $0.view.promised.tasks }
    }
}

/// All engines, the manifests that cannot be used, and the GPUs.
struct EngineListBody: Body {
    let engines: [AdministeredEngineBody]
    let faults: [EngineFault]
    let gpus: [Engines.GPUView]

    static var name: String? { "EngineList" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("items") { $0.engines }
        fields.add("faults", "Manifests that cannot be used.") { $0.faults.map(Fault.init) }
        fields.add("gpus", "Of the server's machine.") { $0.gpus.map(GPUBody.init) }
    }

    struct Fault: Body {
        let fault: EngineFault

        static var name: String? { "EngineFault" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("file") { $0.fault.file }
            fields.add("path", "Where in the file.") { $0.fault.path }
            fields.add("reason", "In English.") { $0.fault.reason }
            fields.add("remark", "The same by a code and its figures, for other languages.") {
                RemarkBody(remark: $0.fault.remark)
            }
        }
    }
}
