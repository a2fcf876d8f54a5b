import Domain
import Studio

/// The training of an avatar, as backends follow it.
struct AvatarJobBody: Body, Sendable {
    let view: TrainedModelView

    static var name: String? { "AvatarJob" }

    private var archive: String? {
        view.model.outcome?.archive == nil ? nil : "/api/v1/avatar-backend/jobs/\(view.model.id.rawValue)/archive"
    }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id", "Of the avatar.") { $0.view.model.id }
        fields.add("name") { $0.view.model.name }
        fields.add("status") { $0.view.status }
        fields.add("stage", "What the engine says it is doing.") { $0.view.training.stage }
        fields.add("progress", as: .decimal(0...1)) { $0.view.training.progress }
        fields.add("engine") { $0.view.training.task.engine }
        fields.add("task_id") { $0.view.model.taskID }
        fields.add("error", "Null unless the training failed.") { $0.view.training.task.failure }
        fields.add("archive_url", "A tar file, once the training has ended.") { $0.archive }
        fields.add("created_at") { $0.view.model.createdAt }
        fields.add("started_at") { $0.view.training.task.startedAt }
        fields.add("completed_at") { $0.view.model.outcome?.completedAt }
    }
}

/// A training that has just begun, with what its call-back is signed with.
struct OrderedAvatarJobBody: Body, Sendable {
    let job: AvatarJobBody
    let secret: String?

    static var name: String? { "OrderedAvatarJob" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("job") { $0.job }
        fields.add("callback_secret", "Signs the call-back as Standard Webhooks has it; null without a `callback_url`.")
        {
            $0.secret
        }
    }
}
