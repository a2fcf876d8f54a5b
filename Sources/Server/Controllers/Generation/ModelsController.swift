import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/video-models` and `/voice-models`: avatars and cloned voices.
struct ModelsController: Controller {
    private let models: TrainedModels
    private let archive: AvatarArchive
    private let tasks: Tasks
    private let voices: Voices
    private let addresses: MediaAddresses
    private let limits: ServerLimits

    init(_ edge: Edge) {
        models = edge.house.models
        archive = AvatarArchive(edge)
        tasks = edge.house.tasks
        voices = edge.house.voices
        addresses = edge.addresses
        limits = edge.limits
    }

    private static let previewText = "Hello. This is your cloned voice."

    var operations: [Operation] {
        let avatars = ModelRoutes<AvatarRequest, VideoModelBody>(
            kind: .video, path: "/video-models", noun: "avatar", models: models, addresses: addresses, limits: limits,
            estimate: TrainingEstimateRequest.body("video", named: "AvatarEstimateRequest", "A clip of one person"))
        let voices = ModelRoutes<VoiceCloneRequest, VoiceModelBody>(
            kind: .voice, path: "/voice-models", noun: "voice", models: models, addresses: addresses, limits: limits,
            estimate: TrainingEstimateRequest.body("audio", named: "VoiceEstimateRequest", "A recording of one voice"))
        return avatars.operations + voices.operations + [
            archive.operation(
                "/video-models/{id}/archive", "Download a trained avatar", tag: "Models", noun: "avatar"),
            .scoped(
                .models, .post, "/voice-models/{id}/preview", "Speak a sample with a cloned voice", tag: "Models",
                .data(TaskBody.self, "The task that speaks. A text of one's own costs what speech costs.", status: 202),
                handler: preview
            ).with(body: .json(PreviewRequest.schema), refusals: GenerationController.refusals, replaysByKey: true),
        ]
    }

    private func preview(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(PreviewRequest.self, limits)
        let account = call.caller.account.id
        let view = try await models.get(call.visit.id("voice"), .voice, of: account)
        var sample = Tasks.Submission(
            kind: .speech, voice: view.model.id, text: request.text ?? Self.previewText, title: view.model.name)
        sample.isSample = request.text.map(voices.isSample) ?? true
        let task = try await tasks.submit(sample, account: account)
        return Answer.data(TaskBody(view: task, addresses: addresses), status: .accepted)
    }
}
