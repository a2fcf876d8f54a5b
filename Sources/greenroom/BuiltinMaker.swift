import Domain
import Foundation
import Providers
import Sandbox

/// Has the built-in engine make what stand-ins of engines hand out.
struct BuiltinMaker: ResultMaker {
    struct Failure: Error {}

    let engine: any GenerationEngine

    func make(_ order: StandInOrder) async throws -> String {
        var inputs: [String: String] = [:]
        inputs["image"] = order.image
        inputs["video"] = order.video
        inputs["audio"] = order.audio
        var parameters = ["mode": GenerationTask.Mode.standard.rawValue]
        parameters["text"] = order.text
        let kind: GenerationTask.Kind =
            switch order.kind {
            case .animateMove: .animateMove
            case .animateMix: .animateMix
            case .talkingVideo: .talkingVideo
            case .speech: .speech
            case .avatar: .avatarTraining
            }
        if kind == .speech { parameters["format"] = "mp3" }
        let job = EngineJob(
            taskID: IDSource().next(), kind: kind, engine: engine.name, parameters: parameters,
            inputs: inputs, outputDirectory: order.folder, createdAt: Timestamp.now().rfc3339)
        let output = try await engine.run(job) { _ in }
        guard let path = output.files[kind.product] else { throw Failure() }
        return path
    }
}
