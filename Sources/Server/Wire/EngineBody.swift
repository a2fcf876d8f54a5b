import Domain
import Studio

/// An engine as those see it who may choose it.
struct EngineBody: JSONValue, Sendable {
    let view: Engines.View

    static let schema = Schema.named("Engine", .object(fields))

    fileprivate static let fields = [
        Schema.Field("name", .string(), "What `engine` of a request names."), Schema.Field("title", .string()),
        Schema.Field("kinds", .array(.choice(GenerationTask.Kind.allCases.map(\.rawValue)))),
        Schema.Field("modes", .array(.choice(GenerationTask.Mode.allCases.map(\.rawValue)))),
        Schema.Field("ready", .boolean, "Whether it can be expected to start soon."),
        Schema.Field("readiness", .string(), "`ready`, or why not: `not configured: …`, `unreachable: …`."),
        Schema.Field("checks", .boolean, "Whether it looks at a submission before it is queued."),
        Schema.Field("network", .boolean, "Whether it calls a service outside this server."),
        Schema.Field("waiting", .integer, "Tasks that wait for it."),
        Schema.Field(
            "limits",
            .object([
                Schema.Field("longest_ms", .nullable(.integer)), Schema.Field("shortest_ms", .nullable(.integer)),
                Schema.Field("longest_side", .nullable(.integer)),
                Schema.Field("most_characters", .nullable(.integer)),
            ])),
    ]

    func write(to json: inout JSONWriter) {
        json.object { json in write(fields: &json) }
    }

    fileprivate func write(fields json: inout JSONWriter) {
        let facts = view.entry.facts
        json.field("name", facts.name)
        json.field("title", facts.title)
        json.field("kinds", facts.kinds.map(\.rawValue).sorted())
        json.field("modes", facts.modes.map(\.rawValue).sorted())
        json.field("ready", view.entry.isWell && view.entry.takesTasks)
        json.field("readiness", view.entry.complaint ?? "ready")
        json.field("checks", view.entry.engine is any CheckingEngine)
        json.field("network", facts.needs.usesNetwork)
        json.field("waiting", view.waiting)
        json.field(
            "limits",
            object: { json in
                json.field("longest_ms", facts.limits.longestMs)
                json.field("shortest_ms", facts.limits.shortestMs)
                json.field("longest_side", facts.limits.longestSide)
                json.field("most_characters", facts.limits.mostCharacters)
            })
    }
}

/// An engine as administrators see it.
struct AdministeredEngineBody: JSONValue, Sendable {
    let view: Engines.View

    static let schema = Schema.named(
        "AdminEngine",
        .object(
            EngineBody.fields + [
                Schema.Field("state", .choice(EngineSetting.State.allCases.map(\.rawValue))),
                Schema.Field("slots", .integer, "Tasks at a time."),
                Schema.Field("running", .integer),
                Schema.Field("gpu_memory_mib", .nullable(.integer), "What each task needs of one GPU."),
                Schema.Field("preference", .object([]), "Ranks by kind; the lowest is asked first."),
                Schema.Field("unhealthy_since", .nullable(.time)),
            ]))

    func write(to json: inout JSONWriter) {
        let (entry, setting) = (view.entry, view.entry.setting)
        json.object { json in
            EngineBody(view: view).write(fields: &json)
            json.field("state", setting.state.rawValue)
            json.field("slots", entry.slots)
            json.field("running", view.running)
            json.field("gpu_memory_mib", entry.facts.needs.gpuMemoryMiB)
            json.field(
                "preference",
                object: { json in
                    for kind in entry.facts.kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
                        json.field(named: kind.rawValue, setting.rank(kind))
                    }
                })
            json.field("unhealthy_since", setting.trouble?.since)
        }
    }
}
