import Domain
import Studio

/// `PATCH /admin/engines/{name}`.
struct EngineChangeRequest: InputBody {
    let change: EngineChange

    static let body = BodyReader(
        named: "EngineChange",
        .optional(
            "state", Input<EngineSetting.State>.word,
            "`draining` finishes the tasks it has; `disabled` starts nothing."),
        .optional("slots", .whole(0...64), "Tasks at a time; 0 takes the engine's own figure."),
        .optional(
            "preference", .ranks,
            "Ranks by kind; the lowest is chosen first, and null takes a rank back. An engine that costs money outside is "
                + "chosen without being named only for kinds that have a rank."),
        rules: [.any(of: ["state", "slots", "preference"])]
    ) { state, slots, ranks throws(ErrorBody) in
        guard state != nil || slots != nil || ranks != nil else {
            throw .invalid("state", "`state`, `slots` or `preference` is missing.")
        }
        var change = EngineChange(slots: slots)
        change.state = state
        change.ranks = ranks ?? [:]
        return EngineChangeRequest(change: change)
    }
}

extension Input where Value == [GenerationTask.Kind: Int?] {
    fileprivate static var ranks: Input {
        let rank = Input<Int>.whole(0...1000)
        let fields = GenerationTask.Kind.allCases.map { Schema.Field.optional($0.rawValue, .nullable(rank.schema)) }
        return Input(.shape(Schema.Shape(fields: fields, isClosed: true))) { value, field throws(ErrorBody) in
            guard case .object(let object) = value else {
                throw .badRequest("`\(field)` must be an object.", field: field)
            }
            var ranks: Value = [:]
            for (name, value) in object {
                guard let kind = GenerationTask.Kind(rawValue: name) else {
                    throw .invalid(field, "`\(field)` names `\(name)`, which is not a kind of task.")
                }
                let given = value == .null ? nil : try rank.read(value, "\(field).\(name)")
                ranks.updateValue(given, forKey: kind)
            }
            return ranks
        }
    }
}
