extension EngineManifest {
    /// The server's settings that its templates name, whether it needs them or not.
    package var settings: Set<String> { Set(names(of: programs.flatMap(\.templates) + otherTemplates)) }

    /// Those that it cannot work without, as they are named one after the other.
    var neededSettings: [String] { names(of: programs.flatMap(\.neededTemplates) + otherTemplates) }

    /// Whether its programs cannot do without being told a GPU's index.
    var needsGPUName: Bool {
        (programs.flatMap(\.neededTemplates) + otherTemplates).flatMap(\.places).contains(.fact("gpu"))
    }

    /// One after the other.
    var programs: [Program] {
        switch form {
        case .contract(let program, _): [program]
        case .steps(let steps, _, _): steps.map(\.program)
        }
    }

    /// Texts that are written and places that are looked at.
    private var otherTemplates: [ArgumentTemplate] {
        guard case .steps(let steps, let outputs, _) = form else { return [] }
        return steps.flatMap(\.files).flatMap { [$0.path, $0.content] } + outputs.values
    }

    private func names(of templates: [ArgumentTemplate]) -> [String] {
        templates.flatMap(\.places).compactMap { if case .setting(let name) = $0 { name } else { nil } }
    }
}

extension EngineManifest.Program {
    fileprivate var templates: [ArgumentTemplate] {
        neededTemplates + arguments.flatMap(\.templates)
    }

    /// All but arguments that may be left out.
    fileprivate var neededTemplates: [ArgumentTemplate] {
        [program] + (folder.map { [$0] } ?? [])
            + arguments.compactMap { if case .always(let template) = $0 { template } else { nil } }
            + environment.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension EngineManifest.Argument {
    fileprivate var templates: [ArgumentTemplate] {
        switch self {
        case .always(let template): [template]
        case .sometimes(let templates, _): templates
        }
    }
}
