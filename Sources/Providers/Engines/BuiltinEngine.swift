import Domain
import Logging

extension CommandEngine {
    /// The engine that is always there: `greenroom-media`, on the CPU, offline.
    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: see ``CommandEngine/init(_:program:arguments:environment:grace:silence:checkTimeout:logger:)``.
    package static func builtin(
        program: String, environment: [String: String], slots: Int = 1, silence: Duration = .seconds(120),
        logger: Logger
    ) -> CommandEngine {
        // A second of work is about 90 s of speech.
        let needs = EngineNeeds(slots: slots, brief: [.speech: 1])
        var facts = EngineFacts(
            name: "builtin", title: "Built-in engine", kinds: Set(GenerationTask.Kind.allCases), needs: needs)
        facts.marksResults = true
        facts.previews = [.animateMove, .animateMix]
        return CommandEngine(
            facts, program: program,
            arguments: { [$0.rawValue.replacing("_", with: "-")] }, environment: environment, silence: silence,
            logger: logger)
    }
}
