import Domain
import Foundation

/// An engine that somebody describes in a file `engines/NAME.json`: a program that speaks the engine contract, or steps of
/// programs that know nothing of it. `data/engines/manifest.schema.json` is the same as a JSON Schema.
package struct EngineManifest: Equatable, Sendable {
    /// How the programs talk to us.
    enum Form: Equatable, Sendable {
        /// Reads the job as JSON on standard input, writes JSON lines.
        case contract(Program, hasCheck: Bool)
        /// Told everything by its arguments; what it writes is searched for progress.
        case steps([Step], outputs: [EngineOutput.Role: ArgumentTemplate], remarks: [Remark])
    }

    /// A program and how it is called.
    struct Program: Equatable, Sendable {
        let program: ArgumentTemplate
        var arguments: [Argument]
        var environment: [String: ArgumentTemplate]
        var folder: ArgumentTemplate?
    }

    enum Argument: Equatable, Sendable {
        case always(ArgumentTemplate)
        /// Left out unless all that they name is there and the parameter, if any is named, is so.
        case sometimes([ArgumentTemplate], when: Condition?)
    }

    /// A fact of the job that an argument depends on: `kind`, `mode` or a parameter, and what it must be.
    struct Condition: Equatable, Sendable {
        let place: ArgumentTemplate.Place
        let value: String
    }

    struct Step: Equatable, Sendable {
        let stage: String
        let program: Program
        /// Texts that are written before the program starts, by where they lie.
        let files: [(path: ArgumentTemplate, content: ArgumentTemplate)]
        /// Its part of the whole task's time.
        let share: Double
        let progress: [ProgressPattern]

        static func == (left: Step, right: Step) -> Bool {
            left.stage == right.stage && left.program == right.program && left.share == right.share
                && left.progress == right.progress && left.files.map(\.path) == right.files.map(\.path)
                && left.files.map(\.content) == right.files.map(\.content)
        }
    }

    /// What a line of a program means for the task's end.
    struct Remark: Equatable, Sendable {
        let pattern: LinePattern
        let code: String
        let message: String
        /// Whether the same job may well succeed when tried again.
        let isPassing: Bool
    }

    package let facts: EngineFacts
    /// Kinds without a rate cost nothing.
    let rates: [GenerationTask.Kind: EngineRate]
    let form: Form
    /// Of a Ray cluster, when its programs run there.
    let ray: RayNeeds
    /// By name: the value for each word of `kind` or `mode`.
    let choices: [String: Choice]
    /// Nil leaves it to the server.
    let silence: Duration?
    let grace: Duration
    /// Where the manifest lies; programs are looked for beside it.
    package let folder: String

    struct Choice: Equatable, Sendable {
        let place: ArgumentTemplate.Place
        let values: [String: String]
    }

    package var name: String { facts.name }
}
