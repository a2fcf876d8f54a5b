import Domain

/// A tag of a video.
struct TagBody: Body {
    let tag: Tag

    static var name: String? { "Tag" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.tag.id }
        fields.add("name") { $0.tag.name }
    }
}

/// A tag among all of an account.
struct CountedTagBody: Body, Sendable {
    let tag: Counted<Tag>

    static var name: String? { "CountedTag" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.tag.value.id }
        fields.add("name") { $0.tag.value.name }
        fields.add("video_count") { $0.tag.videos }
    }
}

/// A folder of the library.
struct FolderBody: Body, Sendable {
    let folder: Counted<Folder>

    static var name: String? { "Folder" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.folder.value.id }
        fields.add("name") { $0.folder.value.name }
        fields.add("video_count") { $0.folder.videos }
        fields.add("created_at") { $0.folder.value.createdAt }
    }
}

/// What lies in the trash.
struct TrashBody: Body {
    let page: Page<VideoBody>
    let size: TrashSize

    static var name: String? { "Trash" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("items") { $0.page.items }
        fields.add("next_cursor", "Pass it as `cursor` for the next part; null on the last one.") { $0.page.nextCursor }
        fields.add("video_count", "In the whole trash.") { $0.size.videos }
        fields.add("size_bytes", "Of the whole trash; counts as used storage.") { $0.size.bytes }
        fields.add("kept_days", "After so many days in the trash a video is erased.") { _ in TrashSize.days }
    }
}

extension VideoDeed.Outcome: WireWord {}

/// What became of several videos.
struct BulkBody: Body {
    let ids: [VideoID]
    let outcomes: [VideoDeed.Outcome]

    static var name: String? { "BulkResult" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("done_count") { $0.outcomes.count { $0 == .done } }
        fields.add("results", "In the order of the ids.") { body in
            zip(body.ids, body.outcomes).map { Result(id: $0, outcome: $1) }
        }
    }

    struct Result: Body {
        let id: VideoID
        let outcome: VideoDeed.Outcome

        static var name: String? { "BulkOutcome" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("id") { $0.id }
            fields.add("outcome") { $0.outcome }
        }
    }
}
