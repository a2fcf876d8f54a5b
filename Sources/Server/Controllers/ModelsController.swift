import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/video-models` and `/voice-models`: avatars and cloned voices.
struct ModelsController: Controller {
    private let models: TrainedModels
    private let tasks: Tasks
    private let addresses: MediaAddresses
    private let limits: ServerLimits

    init(_ edge: Edge) {
        models = edge.house.models
        tasks = edge.house.tasks
        addresses = edge.addresses
        limits = edge.limits
    }

    private static let previewText = "Hello. This is how the voice sounds that was made from your recording."

    var operations: [Operation] {
        operations(.video) + operations(.voice) + [
            .scoped(
                .read, .get, "/video-models/{id}/archive", "Download a prepared avatar", tag: "Models",
                .bytes("application/x-tar", "In the layout of LiveTalking; takes `Range`."), handler: archive),
            .scoped(
                .models, .post, "/voice-models/{id}/preview", "Hear a cloned voice", tag: "Models",
                .data(TaskBody.schema, "The task that speaks.", status: 202), handler: preview
            ).with(body: .json(PreviewRequest.schema), replaysByKey: true),
        ]
    }

    private func operations(_ kind: TrainedModel.Kind) -> [Operation] {
        let (path, noun) = kind == .video ? ("/video-models", "avatar") : ("/voice-models", "voice")
        let (schema, request) = (ModelBody.schema(kind), TrainingRequest.schema(kind))
        return [
            .scoped(
                .models, .post, path, kind == .video ? "Prepare an avatar" : "Clone a voice", tag: "Models",
                .data(schema, "The \(noun), waiting for its training.", status: 202),
                handler: { try await train(kind, $0) }
            ).with(body: .json(request), replaysByKey: true),
            .scoped(
                .models, .post, path + "/estimate", "Check and estimate without queueing", tag: "Models",
                .data(EstimateBody.schema, "What it would cost and take."), handler: { try await estimate(kind, $0) }
            ).with(body: .json(request)),
            .scoped(
                .read, .get, path, "List the \(noun)s", tag: "Models", .data(.page(of: schema), "Newest first."),
                handler: { try await list(kind, $0) }
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, path + "/{id}", "Show a \(noun)", tag: "Models", .data(schema, "The \(noun)."),
                handler: { call in
                    body(try await models.get(call.visit.id(noun), kind, of: call.caller.account.id))
                }),
            .scoped(
                .models, .patch, path + "/{id}", "Rename a \(noun)", tag: "Models",
                .data(schema, "The \(noun) as it is now."),
                handler: { try await rename(kind, noun, $0) }
            ).with(body: .json(RenameRequest.schema)),
            .scoped(
                .models, .delete, path + "/{id}", "Delete a \(noun)", tag: "Models", .data(.null, "It is gone."),
                handler: { call in
                    try await models.delete(call.visit.id(noun), kind, of: call.caller.account.id)
                    return Answer.deleted()
                }),
            .scoped(
                .models, .post, path + "/{id}/retry", "Train again", tag: "Models",
                .data(schema, "In the queue.", status: 202),
                handler: { call in
                    let view = try await models.retry(call.visit.id(noun), kind, of: call.caller.account.id)
                    return body(view, status: .accepted)
                }
            ).with(replaysByKey: true),
        ]
    }

    private func body(_ view: TrainedModelView, status: HTTPResponse.Status = .ok) -> Response {
        Answer.data(ModelBody(view: view, addresses: addresses), status: status)
    }

    private func train(_ kind: TrainedModel.Kind, _ call: Call) async throws -> Response {
        let request = try await call.visit.json(TrainingRequest.self, limits)
        guard let consent = request.consentID.flatMap({ ConsentID(rawValue: $0) }) else {
            throw ErrorBody.invalid("consent_id", "`consent_id` is missing: cloning a person needs their consent.")
        }
        let view = try await models.train(
            TrainedModels.Request(
                kind: kind, name: request.name ?? "", source: try request.source(kind), consent: consent,
                language: try request.checkedLanguage()),
            account: call.caller.account.id)
        return body(view, status: .accepted)
    }

    private func estimate(_ kind: TrainedModel.Kind, _ call: Call) async throws -> Response {
        let request = try await call.visit.json(TrainingRequest.self, limits)
        let estimate = try await models.estimate(
            kind: kind, source: try request.source(kind), account: call.caller.account.id)
        return Answer.data(EstimateBody(estimate: estimate))
    }

    private func list(_ kind: TrainedModel.Kind, _ call: Call) async throws -> Response {
        let page = try await models.list(kind, of: call.caller.account.id, page: call.visit.page())
        return Answer.data(PageBody(page: page.map { ModelBody(view: $0, addresses: addresses) }))
    }

    private func rename(_ kind: TrainedModel.Kind, _ noun: String, _ call: Call) async throws -> Response {
        let name = try await call.visit.json(RenameRequest.self, limits).name
        return body(try await models.rename(call.visit.id(noun), kind, of: call.caller.account.id, name: name))
    }

    private func archive(_ call: Call) async throws -> Response {
        let (model, path, hash) = try await models.archive(call.visit.id("avatar"), of: call.caller.account.id)
        let answer = MediaAnswer(
            path: path, etag: "\"\(hash.hex)\"", contentType: "application/x-tar",
            lastModified: model.outcome?.completedAt, cacheControl: MediaDelivery.cacheControl,
            disposition: ContentDisposition.attachment(title: model.name, fileExtension: "tar"))
        return try await answer.response(to: call.request, context: call.visit.context)
    }

    private func preview(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(PreviewRequest.self, limits)
        let account = call.caller.account.id
        let view = try await models.get(call.visit.id("voice"), .voice, of: account)
        let task = try await tasks.submit(
            Tasks.Submission(
                kind: .speech, voice: view.model.id, text: request.text ?? Self.previewText, title: view.model.name),
            account: account)
        return Answer.data(TaskBody(view: task, addresses: addresses), status: .accepted)
    }
}

extension ModelsController {
    private struct TrainingRequest: Decodable {
        let name: String?
        let videoFileID: String?
        let videoURL: String?
        let audioFileID: String?
        let audioURL: String?
        let consentID: String?
        let language: String?

        enum CodingKeys: String, CodingKey {
            case name, language
            case videoFileID = "video_file_id"
            case videoURL = "video_url"
            case audioFileID = "audio_file_id"
            case audioURL = "audio_url"
            case consentID = "consent_id"
        }

        static func schema(_ kind: TrainedModel.Kind) -> Schema {
            let shared: [Schema.Field] = [
                .optional("name", .string(), "1 to 200 characters; an estimate needs none."),
                .optional("consent_id", .id, "The consent of the person; an estimate needs none."),
            ]
            return switch kind {
            case .video:
                .named("AvatarTraining", .object(shared + SourceField.schema("video", "A clip of one person")))
            case .voice:
                .named(
                    "VoiceCloning",
                    .object(
                        shared + SourceField.schema("audio", "A sample of one voice") + [
                            .optional("language", .string(), "BCP 47, e.g. `en-GB`.")
                        ]))
            }
        }

        func source(_ kind: TrainedModel.Kind) throws(ErrorBody) -> FileSource {
            switch kind {
            case .video: try SourceField.required(videoFileID, videoURL, "video")
            case .voice: try SourceField.required(audioFileID, audioURL, "audio")
            }
        }

        func checkedLanguage() throws(ErrorBody) -> String? {
            guard let language else { return nil }
            let isTag = language.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
            }
            guard isTag, (2...40).contains(language.utf8.count) else {
                throw .invalid("language", "`language` must be a tag such as en-GB.")
            }
            return language
        }
    }

    private struct RenameRequest: Decodable {
        let name: String

        static let schema = Schema.object([Schema.Field("name", .string(), "1 to 200 characters.")])
    }

    private struct PreviewRequest: Decodable {
        let text: String?

        static let schema = Schema.object([.optional("text", .string(), "A sentence of ours unless told.")])
    }
}
