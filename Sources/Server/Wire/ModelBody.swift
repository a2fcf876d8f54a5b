import Domain
import Foundation
import Studio

/// An avatar or a cloned voice as its owner sees it.
struct ModelBody: JSONValue, Sendable {
    let view: TrainedModelView
    let addresses: MediaAddresses

    private static let common: [Schema.Field] = [
        Schema.Field("id", .id), Schema.Field("name", .string()),
        Schema.Field("status", .choice(TrainedModel.Status.allCases.map(\.rawValue))),
        Schema.Field("progress", .number, "0 to 1."), Schema.Field("task_id", .id),
        Schema.Field("consent_id", .id), Schema.Field("error", .nullable(failure)),
        Schema.Field("created_at", .time), Schema.Field("completed_at", .nullable(.time)),
    ]

    private static let failure = Schema.object([
        Schema.Field("code", .string()), Schema.Field("message", .string()), Schema.Field("retryable", .boolean),
    ])

    static func schema(_ kind: TrainedModel.Kind) -> Schema {
        switch kind {
        case .video:
            .named(
                "VideoModel",
                .object(
                    common + [
                        Schema.Field("video_file_id", .id), Schema.Field("thumbnail_url", .string()),
                        Schema.Field("archive_url", .nullable(.string()), "The tar, once it is there."),
                        Schema.Field("archive_bytes", .nullable(.integer)),
                        Schema.Field("report", .nullable(.object([])), "What was found in the clip."),
                    ]))
        case .voice:
            .named(
                "VoiceModel",
                .object(
                    common + [
                        Schema.Field("audio_file_id", .id), Schema.Field("language", .nullable(.string())),
                        Schema.Field("quality", .choice(["draft"])),
                        Schema.Field("preview_url", .nullable(.string()), "Signed; expires."),
                        Schema.Field("facts", .nullable(.object([])), "What was measured in the sample."),
                    ]))
        }
    }

    func write(to json: inout JSONWriter) {
        let model = view.model
        let outcome = model.outcome
        json.object { json in
            json.field("id", model.id)
            json.field("name", model.name)
            json.field("status", view.status.rawValue)
            json.field("progress", view.training.progress)
            json.field("task_id", model.taskID)
            json.field("consent_id", model.consentID)
            json.field("error", view.training.task.failure)
            switch model.kind {
            case .video:
                json.field("video_file_id", model.sourceFileID)
                json.field("thumbnail_url", addresses.thumbnail(model.sourceFileID))
                let archive = "/api/v1/video-models/\(model.id.rawValue)/archive"
                json.field("archive_url", outcome?.archive == nil ? nil : archive)
                json.field("archive_bytes", outcome?.archiveBytes)
                json.field("report", outcome?.report.map(StoredJSON.init))
            case .voice:
                json.field("audio_file_id", model.sourceFileID)
                json.field("language", model.language)
                json.field("quality", "draft")
                json.field("preview_url", (outcome?.previewFileID).map(addresses.content))
                json.field("facts", outcome?.profile.flatMap(StoredJSON.init(scalarsOf:)))
            }
            json.field("created_at", model.createdAt)
            json.field("completed_at", outcome?.completedAt)
        }
    }
}

/// JSON that an engine wrote and the store has checked.
struct StoredJSON: JSONValue {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Only what is a text, a number or a truth value at the top of the object: a profile also holds long lists that are
    /// of no use to people.
    init?(scalarsOf text: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            return nil
        }
        let scalars = object.filter { $0.value is String || $0.value is NSNumber }
        guard let data = try? JSONSerialization.data(withJSONObject: scalars, options: [.sortedKeys]) else {
            return nil
        }
        self.text = String(decoding: data, as: UTF8.self)
    }

    func write(to json: inout JSONWriter) { json.json(text) }
}
