import Domain

/// What the places of a manifest's templates hold for one job.
struct JobWords: Sendable {
    let job: EngineJob
    let choices: [String: EngineManifest.Choice]
    /// Of the server.
    let settings: [String: String]

    func value(_ place: ArgumentTemplate.Place) -> String? {
        switch place {
        case .input(let role): job.inputs[role]
        case .folder("output"): job.outputDirectory
        case .folder("work"): job.workDirectory
        case .folder: job.cacheDirectory
        case .fact("task_id"): job.taskID.rawValue
        case .fact("kind"): job.kind.rawValue
        case .fact("gpu"): job.gpu.map(String.init)
        case .fact: job.parameters["mode"]
        case .parameter(let name): job.parameters[name]
        case .setting(let name): settings[name].flatMap { $0.isEmpty ? nil : $0 }
        case .choice(let name): choices[name].flatMap { choice in value(choice.place).flatMap { choice.values[$0] } }
        }
    }

    /// - Throws: ``EngineError/unavailable(message:detail:)`` naming what is not there.
    func filled(_ template: ArgumentTemplate) throws(EngineError) -> String {
        if let text = template.filled(value) { return text }
        let missing = template.places.first { value($0) == nil }
        throw .refused(
            code: "input_missing",
            message: "This engine needs \(missing.map(Self.words) ?? "something") that the task does not have.")
    }

    func arguments(_ arguments: [EngineManifest.Argument]) throws(EngineError) -> [String] {
        var words: [String] = []
        for argument in arguments {
            switch argument {
            case .always(let template): words.append(try filled(template))
            case .sometimes(let templates, let condition):
                if let condition, value(condition.place) != condition.value { continue }
                let all = templates.compactMap { $0.filled(value) }
                if all.count == templates.count { words += all }
            }
        }
        return words
    }

    private static func words(_ place: ArgumentTemplate.Place) -> String {
        switch place {
        case .input(let role): "the input \(role)"
        case .folder(let name): "the folder \(name)"
        case .fact(let name), .parameter(let name): "a \(name)"
        case .setting(let name): "the setting \(name)"
        case .choice(let name): "a value for \(name)"
        }
    }
}
