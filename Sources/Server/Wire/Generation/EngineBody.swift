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

    /// Ranks by kind.
    private var preference: [String: Int] {
        Dictionary(
            uniqueKeysWithValues: view.entry.facts.kinds.map { ($0.rawValue, view.entry.setting.rank($0)) })
    }

    static func list(_ fields: inout some FieldList<Self>) {
        EngineBody.list(&fields) { $0.view }
        fields.add("state") { $0.view.entry.setting.state }
        fields.add("slots", "Tasks at a time.") { $0.view.entry.slots }
        fields.add("running") { $0.view.running }
        fields.add("gpu_memory_mib", "What each task needs of one GPU.") { $0.view.entry.facts.needs.gpuMemoryMiB }
        fields.add("preference", "Ranks by kind; the lowest is chosen first.") { $0.preference }
        fields.add("complaint", "In English: why it is not ready.") { $0.view.entry.complaint }
        fields.add("unhealthy_since") { $0.view.entry.setting.trouble?.since }
    }
}

/// All engines, and the manifests that cannot be used.
struct EngineListBody: Body {
    let engines: [AdministeredEngineBody]
    let faults: [EngineFault]

    static var name: String? { "EngineList" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("items") { $0.engines }
        fields.add("faults", "Manifests that cannot be used.") { $0.faults.map(Fault.init) }
    }

    struct Fault: Body {
        let fault: EngineFault

        static var name: String? { "EngineFault" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("file") { $0.fault.file }
            fields.add("path", "Where in the file.") { $0.fault.path }
            fields.add("reason") { $0.fault.reason }
        }
    }
}
