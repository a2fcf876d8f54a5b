import Domain
import Foundation

extension EngineManifest {
    /// - Parameters:
    ///   - data: of the file.
    ///   - folder: where the file lies.
    /// - Throws: ``ManifestMistake``.
    package init(_ data: Data, in folder: String) throws(ManifestMistake) {
        let manifest = try ManifestField(value: JSONTree(file: data), path: "$").object([
            "$schema", "name", "title", "kinds", "modes", "needs", "limits", "rates", "choices", "program",
            "arguments", "environment", "folder", "check", "steps", "outputs", "remarks", "ray", "silence_seconds",
            "grace_seconds",
        ])
        choices = try Self.choices(manifest["choices"])
        facts = try Self.facts(manifest)
        rates = try Self.rates(manifest["rates"], facts.kinds)
        form = try Self.form(manifest, Set(choices.keys), facts)
        ray = try RayNeeds(manifest["ray"], needsGPU: facts.needs.gpuMemoryMiB != nil)
        silence = try manifest["silence_seconds"]?.number(in: 10...86_400).seconds
        grace = .seconds(try manifest["grace_seconds"]?.number(in: 0...10) ?? 8)
        self.folder = folder
    }

    // MARK: Facts

    private static func facts(_ manifest: ManifestObject) throws(ManifestMistake) -> EngineFacts {
        var facts = EngineFacts(
            name: try name(manifest.required("name")), title: try manifest["title"]?.text(atMost: 100),
            kinds: try words(manifest.required("kinds"), GenerationTask.Kind.self))
        if let modes = manifest["modes"] { facts.modes = try words(modes, GenerationTask.Mode.self) }
        if let needs = try manifest["needs"]?.object(["slots", "gpu_memory_mib", "network", "paid", "brief"]) {
            facts.needs = EngineNeeds(
                slots: try needs["slots"]?.integer(in: EngineSetting.slotRange) ?? 1,
                brief: try brief(needs["brief"]),
                gpuMemoryMiB: try needs["gpu_memory_mib"]?.integer(in: 1...1_000_000),
                usesNetwork: try needs["network"]?.flag() ?? false, isPaid: try needs["paid"]?.flag() ?? false)
        }
        if let limits = try manifest["limits"]?.object([
            "longest_seconds", "shortest_seconds", "longest_side", "most_characters",
        ]) {
            let seconds = 0.0...86_400
            facts.limits = EngineLimits(
                longestMs: try limits["longest_seconds"]?.number(in: seconds).milliseconds,
                shortestMs: try limits["shortest_seconds"]?.number(in: seconds).milliseconds,
                longestSide: try limits["longest_side"]?.integer(in: 1...100_000),
                mostCharacters: try limits["most_characters"]?.integer(in: 1...100_000))
        }
        return facts
    }

    private static func name(_ field: ManifestField) throws(ManifestMistake) -> String {
        let name = try field.text(atMost: 40)
        let allowed = name.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0)
        }
        guard allowed, name.first?.isLetter == true else {
            throw field.mistake("name", "must begin with a lower-case letter and have only those, digits, -, _ and .")
        }
        return name
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ field: ManifestField, _ type: Word.Type
    ) throws(ManifestMistake) -> Set<Word> {
        var words: Set<Word> = []
        for item in try field.list() { words.insert(try item.word(type)) }
        guard !words.isEmpty else { throw field.mistake("empty", "must name at least one") }
        return words
    }

    private static func brief(_ field: ManifestField?) throws(ManifestMistake) -> [GenerationTask.Kind: Double] {
        var brief: [GenerationTask.Kind: Double] = [:]
        for (name, value) in try field?.entries() ?? [] {
            let kind = try ManifestField(value: .text(name), path: value.path).word(GenerationTask.Kind.self)
            brief[kind] = try value.number(in: 0...3600)
        }
        return brief
    }

    private static func rates(
        _ field: ManifestField?, _ kinds: Set<GenerationTask.Kind>
    ) throws(ManifestMistake) -> [GenerationTask.Kind: EngineRate] {
        var rates: [GenerationTask.Kind: EngineRate] = [:]
        for (name, entry) in try field?.entries() ?? [] {
            let kind = try ManifestField(value: .text(name), path: entry.path).word(GenerationTask.Kind.self)
            guard kinds.contains(kind) else {
                throw entry.mistake("rate_of_no_kind", "is the rate of a kind that $.kinds does not name")
            }
            let rate = try entry.object([
                "credits", "credits_per_second", "credits_per_character", "credits_per_run_second",
            ])
            rates[kind] = EngineRate(
                perTask: try thousandths(rate["credits"]), perMediaSecond: try thousandths(rate["credits_per_second"]),
                perCharacter: try thousandths(rate["credits_per_character"]),
                perRunSecond: try thousandths(rate["credits_per_run_second"]))
        }
        return rates
    }

    private static func thousandths(_ field: ManifestField?) throws(ManifestMistake) -> Int {
        Int((try field?.number(in: 0...1_000_000) ?? 0) * 1000)
    }

    private static func choices(_ field: ManifestField?) throws(ManifestMistake) -> [String: Choice] {
        var choices: [String: Choice] = [:]
        for (name, entry) in try field?.entries() ?? [] {
            let object = try entry.object(["by", "values"])
            var values: [String: String] = [:]
            for (word, value) in try object.required("values").entries() { values[word] = try value.text() }
            choices[name] = Choice(place: try fact(object.required("by")), values: values)
        }
        return choices
    }

    /// `kind`, `mode` or `parameter.NAME`.
    private static func fact(_ field: ManifestField) throws(ManifestMistake) -> ArgumentTemplate.Place {
        let name = try field.text(atMost: 100)
        if name == "kind" || name == "mode" { return .fact(name) }
        if name.hasPrefix("parameter."), name.count > 10 { return .parameter(String(name.dropFirst(10))) }
        throw field.mistake("no_fact", "must be kind, mode or parameter.…")
    }

    // MARK: Programs

    private static func form(
        _ manifest: ManifestObject, _ choices: Set<String>, _ facts: EngineFacts
    ) throws(ManifestMistake) -> Form {
        guard let steps = manifest["steps"] else {
            for name in ["outputs", "remarks"] {
                if let field = manifest[name] { throw field.mistake("with_steps", "is for a manifest with steps") }
            }
            return .contract(
                try program(manifest, choices), hasCheck: try manifest["check"]?.flag() ?? false)
        }
        for name in ["program", "arguments", "environment", "folder", "check"] {
            if let field = manifest[name] { throw field.mistake("without_steps", "is for a manifest without steps") }
        }
        var read: [Step] = []
        for step in try steps.list(atMost: 20) { read.append(try self.step(step, choices)) }
        guard !read.isEmpty else { throw steps.mistake("no_steps", "must have at least one step") }
        var outputs: [EngineOutput.Role: ArgumentTemplate] = [:]
        let named = try manifest.required("outputs")
        for (name, field) in try named.entries() {
            let role = try ManifestField(value: .text(name), path: field.path).word(EngineOutput.Role.self)
            outputs[role] = try ArgumentTemplate(field, choices: choices)
        }
        for kind in facts.kinds.sorted(by: { $0.rawValue < $1.rawValue }) where outputs[kind.product] == nil {
            throw named.mistake(
                "no_product", "has no \(kind.product.rawValue), which \(kind.rawValue) must make",
                ["product": .text(kind.product.rawValue), "kind": .text(kind.rawValue)])
        }
        var remarks: [Remark] = []
        for remark in try manifest["remarks"]?.list() ?? [] { remarks.append(try self.remark(remark)) }
        return .steps(read, outputs: outputs, remarks: remarks)
    }

    private static func step(_ field: ManifestField, _ choices: Set<String>) throws(ManifestMistake) -> Step {
        let step = try field.object([
            "stage", "program", "arguments", "environment", "folder", "files", "share", "progress",
        ])
        var files: [(path: ArgumentTemplate, content: ArgumentTemplate)] = []
        for entry in try step["files"]?.list(atMost: 20) ?? [] {
            let file = try entry.object(["path", "content"])
            files.append(
                (
                    try ArgumentTemplate(file.required("path"), choices: choices),
                    try ArgumentTemplate(file.required("content"), choices: choices)
                ))
        }
        var progress: [ProgressPattern] = []
        for pattern in try step["progress"]?.list(atMost: 50) ?? [] { progress.append(try self.pattern(pattern)) }
        return Step(
            stage: try step.required("stage").text(atMost: 40), program: try program(step, choices), files: files,
            share: try step["share"]?.number(in: 0.001...1000) ?? 1, progress: progress)
    }

    private static func program(_ object: ManifestObject, _ choices: Set<String>) throws(ManifestMistake) -> Program {
        var arguments: [Argument] = []
        for argument in try object["arguments"]?.list() ?? [] {
            arguments.append(try self.argument(argument, choices))
        }
        var environment: [String: ArgumentTemplate] = [:]
        for (name, value) in try object["environment"]?.entries() ?? [] {
            guard !name.isEmpty, !name.contains("="), !name.utf8.contains(0) else {
                throw value.mistake("no_variable", "is not the name of a variable")
            }
            environment[name] = try ArgumentTemplate(value, choices: choices)
        }
        let program = try object.required("program")
        _ = try program.text(atMost: 1000)
        var read = Program(
            program: try ArgumentTemplate(program, choices: choices), arguments: arguments, environment: environment)
        if let folder = object["folder"] { read.folder = try ArgumentTemplate(folder, choices: choices) }
        return read
    }

    private static func argument(_ field: ManifestField, _ choices: Set<String>) throws(ManifestMistake) -> Argument {
        guard case .object = field.value else { return .always(try ArgumentTemplate(field, choices: choices)) }
        let object = try field.object(["optional", "if", "is"])
        var templates: [ArgumentTemplate] = []
        for item in try object.required("optional").list() {
            templates.append(try ArgumentTemplate(item, choices: choices))
        }
        guard let place = object["if"] else {
            if let value = object["is"] { throw value.mistake("if_missing", "needs an `if` beside it") }
            return .sometimes(templates, when: nil)
        }
        return .sometimes(
            templates, when: Condition(place: try fact(place), value: try object.required("is").text()))
    }

    private static func pattern(_ field: ManifestField) throws(ManifestMistake) -> ProgressPattern {
        if field.value == .text("tqdm") { return .tqdm }
        let object = try field.object(["percent", "ratio", "line", "reached"])
        if let percent = object["percent"] { return .percent(try LinePattern(percent, groups: 1)) }
        if let ratio = object["ratio"] { return .ratio(try LinePattern(ratio, groups: 2)) }
        return .reached(
            try LinePattern(object.required("line")), try object.required("reached").number(in: 0...1))
    }

    private static func remark(_ field: ManifestField) throws(ManifestMistake) -> Remark {
        let object = try field.object(["line", "code", "message", "retry"])
        return Remark(
            pattern: try LinePattern(object.required("line")), code: try object.required("code").text(atMost: 60),
            message: try object.required("message").text(atMost: 500), isPassing: try object["retry"]?.flag() ?? false)
    }
}

extension Double {
    fileprivate var milliseconds: Int { Int(self * 1000) }
    fileprivate var seconds: Duration { .seconds(self) }
}
