import Domain
import Testing

/// What an engine under test is made to do.
enum Scene: String, CaseIterable, Sendable {
    /// Does its work.
    case succeeds
    /// Reports progress and works until it is released, or long enough to be met at work.
    case waits
    /// Says that the input cannot be used.
    case refuses
    /// Breaks at the first attempt and does its work at the second.
    case failsOnce
    /// Says that it is done and leaves nothing.
    case leavesNothing
    /// Says that it is done and leaves a text where the medium should be.
    case leavesText
    /// Takes the job, but the answer to the submit is lost.
    case losesAnswer
    /// Can do no job at all now.
    case isDown
}

/// An engine that plays a scene.
struct StagedEngine: Sendable {
    let engine: any GenerationEngine
    /// The same engine as a server that starts again has it.
    var again: @Sendable () -> any GenerationEngine
    /// Lets work go on that waits.
    var release: @Sendable () async -> Void = {}
    /// How many jobs a service outside has taken; nil for an engine that works on this machine.
    var submits: (@Sendable () async -> Int)?
    /// Whether what was handed over may be cancelled before it has begun, so that it is not counted.
    var beginsLate = false
    /// Waits until a service outside is told to end some work; nil for an engine that works on this machine.
    var abandonment: (@Sendable () async -> Void)?

    init(_ engine: any GenerationEngine) {
        self.engine = engine
        again = { engine }
    }
}

/// A row of the contract: an engine, and the scenes that it can be made to play.
///
/// An engine in code has a row in ``all``. Its file beside this one says how a scene is staged, e.g. by the switches of its
/// stand-in; every test of ``EngineContractTests`` then runs over it.
struct Candidate: Sendable, CustomTestStringConvertible {
    /// As the roster has it.
    let engine: String
    /// Of the task that it is given.
    let kind: GenerationTask.Kind
    let scenes: Set<Scene>
    /// Of the clip that it is given.
    var clipSeconds = 0.5
    /// That it speaks with.
    var voice: String? = "espeak:en-us"
    /// - Parameter folder: of this engine alone, until the test ends.
    let stage: @Sendable (Scene, _ folder: String) async throws -> StagedEngine

    var testDescription: String { "\(engine) \(kind.rawValue)" }

    static let all: [Candidate] = builtin + manifests + [cloud] + services + ray

    static func playing(_ scene: Scene) -> [Candidate] { all.filter { $0.scenes.contains(scene) } }
}
