import Domain
import Logging

extension CommandEngine {
    /// The engine that is always there: `greenroom-media`, on the CPU, offline.
    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: see ``CommandEngine/init(name:kinds:slots:program:arguments:environment:grace:checkTimeout:logger:)``.
    package static func builtin(
        program: String, environment: [String: String], slots: Int = 1, logger: Logger
    ) -> CommandEngine {
        CommandEngine(
            name: "builtin", kinds: Set(GenerationTask.Kind.allCases), slots: slots, program: program,
            arguments: { [$0.rawValue.replacing("_", with: "-")] }, environment: environment, logger: logger)
    }
}
