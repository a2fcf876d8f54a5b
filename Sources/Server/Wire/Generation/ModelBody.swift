import Domain
import Foundation
import Studio

/// What an avatar and a cloned voice have in common.
protocol ModelBody: Body, Sendable {
    init(view: TrainedModelView, addresses: MediaAddresses)

    var view: TrainedModelView { get }
    var addresses: MediaAddresses { get }

    /// The fields that only this kind has.
    static func listOwn(_ fields: inout some FieldList<Self>)
}

extension ModelBody {
    @inline(__always)
    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.view.model.id }
        fields.add("name") { $0.view.model.name }
        fields.add("status") { $0.view.status }
        fields.add("progress", as: .decimal(0...1)) { $0.view.training.progress }
        fields.add("task_id", "The training.") { $0.view.model.taskID }
        fields.add("consent_id") { $0.view.model.consentID }
        fields.add("error", "Null unless the training failed.") { $0.view.training.task.failure }
        listOwn(&fields)
        fields.add("created_at") { $0.view.model.createdAt }
        fields.add("completed_at") { $0.view.model.outcome?.completedAt }
    }
}

/// An avatar as its owner sees it.
struct VideoModelBody: ModelBody {
    let view: TrainedModelView
    let addresses: MediaAddresses

    static var name: String? { "VideoModel" }

    private var archive: String? {
        view.model.outcome?.archive == nil ? nil : "/api/v1/video-models/\(view.model.id.rawValue)/archive"
    }

    static func listOwn(_ fields: inout some FieldList<Self>) {
        fields.add("video_file_id", "The clip it was trained on.") { $0.view.model.sourceFileID }
        fields.add("thumbnail_url", "Signed; expires after an hour.") {
            $0.addresses.thumbnail($0.view.model.sourceFileID)
        }
        fields.add("archive_url", "A tar file, once the training has ended.") { $0.archive }
        fields.add("archive_bytes") { $0.view.model.outcome?.archiveBytes }
        fields.add("report", "What the engine found in the clip.") {
            $0.view.model.outcome?.report.map(StoredJSON.init)
        }
    }
}

/// A cloned voice as its owner sees it.
struct VoiceModelBody: ModelBody {
    let view: TrainedModelView
    let addresses: MediaAddresses

    static var name: String? { "VoiceModel" }

    static func listOwn(_ fields: inout some FieldList<Self>) {
        fields.add("audio_file_id", "The sample it was cloned from.") { $0.view.model.sourceFileID }
        fields.add("language") { $0.view.model.language }
        fields.add("quality", as: .choice(["draft"])) { _ in "draft" }
        fields.add("preview_url", "Signed; expires after an hour.") {
            ($0.view.model.outcome?.previewFileID).map($0.addresses.content)
        }
        fields.add("facts", "What the engine measured in the sample.") {
            $0.view.model.outcome?.profile.flatMap(StoredJSON.init(scalarsOf:))
        }
    }
}

/// A JSON object that an engine wrote and the store has checked.
struct StoredJSON: WireValue {
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

    static var schema: Schema { .object([]) }

    func write(to json: inout JSONWriter) { json.json(text) }
}
