import Domain
import Hummingbird
import Studio

/// The download of a trained avatar, under the addresses of two platforms.
struct AvatarArchive: Sendable {
    private let models: TrainedModels
    private let soundness: MediaSoundness

    init(_ edge: Edge) { (models, soundness) = (edge.house.models, edge.house.soundness) }

    /// - Parameter noun: what the path's `{id}` names.
    func operation(_ path: String, _ summary: String, tag: String, noun: String) -> Operation {
        .scoped(
            .read, .get, path, summary, tag: tag,
            .bytes("application/x-tar", "The whole archive, in LiveTalking's layout."),
            .bytes("application/x-tar", "Part of it.", status: 206),
            .empty(304, "The client's copy is current."),
            handler: { call in try await answer(call, noun) }
        ).with(refusals: [409, 412, 416])
    }

    private func answer(_ call: Call, _ noun: String) async throws -> Response {
        let (model, path, hash) = try await models.archive(call.visit.id(noun), of: call.caller.account.id)
        let answer = MediaAnswer(
            path: path, etag: "\"\(hash.hex)\"", contentType: "application/x-tar",
            lastModified: model.outcome?.completedAt, cacheControl: MediaDelivery.cacheControl,
            disposition: ContentDisposition.attachment(title: model.name, fileExtension: "tar"),
            check: { [soundness] in try await soundness.require(hash) })
        return try await answer.response(to: call.request, context: call.visit.context)
    }
}
