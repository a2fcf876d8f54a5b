import Domain

extension Tag: Body {
    static var name: String? { "Tag" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.id }
        fields.add("name") { $0.name }
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
