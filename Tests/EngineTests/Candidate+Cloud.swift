import Domain
import Foundation
import TestSupport

extension Candidate {
    /// A service that works elsewhere, as far as the queue can tell.
    static let cloud = Candidate(
        engine: "cloud", kind: .animateMove,
        scenes: [.succeeds, .waits, .refuses, .failsOnce, .leavesNothing, .leavesText, .losesAnswer, .isDown]
    ) { scene, _ in
        let service = CloudService()
        if scene != .waits { service.gate.open() }
        service.state.withLock { state in
            state.isDown = scene == .isDown
            state.losesAnswers = scene == .losesAnswer
            state.work = { job, number throws(EngineError) in
                let out = job.outputDirectory + "/out.mp4"
                switch scene {
                case .refuses: throw .refused(code: "no_face", message: "There is no face.")
                case .failsOnce where number == 1:
                    throw .failed(code: "service_failed", message: "It broke.", detail: "played")
                case .leavesNothing: break
                case .leavesText: _ = FileManager.default.createFile(atPath: out, contents: Data("hello".utf8))
                default: try? FileManager.default.copyItem(atPath: job.inputs["video"] ?? "", toPath: out)
                }
                return EngineOutput([.video: out])
            }
        }
        var staged = StagedEngine(CloudEngine(service))
        staged.again = { CloudEngine(service) }
        staged.release = { service.gate.open() }
        staged.submits = { service.submits }
        staged.abandonment = {
            for await _ in service.abandonments { return }
        }
        return staged
    }
}
