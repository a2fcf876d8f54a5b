import Domain
import Studio

/// A finished result in its owner's library.
struct VideoBody: Body, Sendable {
    let view: VideoView
    let addresses: MediaAddresses

    static var name: String? { "Video" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.view.video.id }
        fields.add("title") { $0.view.video.title }
        fields.add("kind", "Of the task that made it.") { $0.view.kind }
        fields.add("favorite") { $0.view.placing.isFavourite }
        fields.add("folder_id") { $0.view.placing.folderID }
        fields.add("tags", "By name.") { $0.view.placing.tags.map(TagBody.init) }
        fields.add("task_id") { $0.view.video.taskID }
        fields.add("file_id") { $0.view.file.id }
        fields.add("url", "Signed; expires after an hour.") { $0.addresses.content($0.view.file.id) }
        fields.add("download_url", "Like `url`, with a file name for saving.") {
            $0.addresses.download($0.view.file.id)
        }
        fields.add("thumbnail_url", "Signed; expires after an hour.") { $0.addresses.thumbnail($0.view.file.id) }
        fields.add("duration_ms") { $0.view.file.facts.durationMs }
        fields.add("width") { $0.view.file.facts.video?.width }
        fields.add("height") { $0.view.file.facts.video?.height }
        fields.add("size_bytes") { $0.view.file.facts.sizeBytes }
        fields.add("created_at") { $0.view.video.createdAt }
        fields.add("trashed_at", "Null unless it is in the trash.") { $0.view.trashedAt }
        fields.add("source", "What the video was made from.") {
            Source(inputs: $0.view.inputs, addresses: $0.addresses)
        }
    }

    struct Source: Body {
        let inputs: GenerationTask.Inputs
        let addresses: MediaAddresses

        static var name: String? { "VideoSource" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("image_file_id") { $0.inputs.imageFileID }
            fields.add("image_thumbnail_url") { $0.inputs.imageFileID.map($0.addresses.thumbnail) }
            fields.add("video_file_id") { $0.inputs.videoFileID }
            fields.add("video_url") { $0.inputs.videoFileID.map($0.addresses.content) }
        }
    }
}

/// How a video was made; the same is written into the file.
struct ProvenanceBody: Body {
    let view: VideoView
    let task: GenerationTask

    static var name: String? { "Provenance" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("generated_by_ai") { _ in true }
        fields.add("generator", as: .choice(["Greenroom"])) { _ in "Greenroom" }
        fields.add("engine") { $0.task.engine }
        fields.add("kind") { $0.task.kind }
        fields.add("task_id") { $0.task.id }
        fields.add("video_id") { $0.view.video.id }
        fields.add("image_file_id") { $0.task.inputs.imageFileID }
        fields.add("video_file_id") { $0.task.inputs.videoFileID }
        fields.add("sha256") { $0.view.file.blob }
        fields.add("created_at") { $0.view.video.createdAt }
    }
}
