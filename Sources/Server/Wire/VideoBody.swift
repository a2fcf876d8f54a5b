import Domain
import Studio

/// A finished result in its owner's library.
struct VideoBody: JSONValue, Sendable {
    let view: VideoView
    let addresses: MediaAddresses

    static let schema = Schema.named(
        "Video",
        .object([
            Schema.Field("id", .id), Schema.Field("title", .string()), Schema.Field("task_id", .id),
            Schema.Field("file_id", .id), Schema.Field("url", .string(), "Signed; expires."),
            Schema.Field("download_url", .string(), "Signed; expires. Answers with a file name."),
            Schema.Field("thumbnail_url", .string(), "Signed; expires."),
            Schema.Field("duration_ms", .nullable(.integer)), Schema.Field("width", .nullable(.integer)),
            Schema.Field("height", .nullable(.integer)), Schema.Field("size_bytes", .integer),
            Schema.Field("created_at", .time),
            Schema.Field(
                "source",
                .object([
                    Schema.Field("image_file_id", .nullable(.id)),
                    Schema.Field("image_thumbnail_url", .nullable(.string())),
                    Schema.Field("video_file_id", .nullable(.id)), Schema.Field("video_url", .nullable(.string())),
                ])),
        ]))

    func write(to json: inout JSONWriter) {
        let (video, file) = (view.video, view.file)
        json.object { json in
            json.field("id", video.id)
            json.field("title", video.title)
            json.field("task_id", video.taskID)
            json.field("file_id", file.id)
            json.field("url", addresses.content(file.id))
            json.field("download_url", addresses.download(file.id))
            json.field("thumbnail_url", addresses.thumbnail(file.id))
            json.field("duration_ms", file.facts.durationMs)
            json.field("width", file.facts.video?.width)
            json.field("height", file.facts.video?.height)
            json.field("size_bytes", file.facts.sizeBytes)
            json.field("created_at", video.createdAt)
            json.field(
                "source",
                object: { json in
                    json.field("image_file_id", view.inputs.imageFileID)
                    json.field("image_thumbnail_url", view.inputs.imageFileID.map(addresses.thumbnail))
                    json.field("video_file_id", view.inputs.videoFileID)
                    json.field("video_url", view.inputs.videoFileID.map(addresses.content))
                })
        }
    }
}
