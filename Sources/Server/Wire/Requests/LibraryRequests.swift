import Domain
import Studio

/// `PATCH /videos/{id}`.
struct VideoRequest: InputBody {
    let change: VideoChange

    static let body = BodyReader(
        named: "VideoChange",
        .optional("title", .title(Title.longest)),
        .optional("favorite", .flag),
        .change("folder_id", Input<FolderID>.id(of: "a folder"), "Null takes the video out of its folder."),
        .optional(
            "tags", .set(of: .title(Tags.longest), 0...Tag.mostOfVideo),
            "All tags of the video from now on, by name. One that is new is made.")
    ) { title, isFavourite, folder, tags in
        var change = VideoChange()
        change.title = title
        change.isFavourite = isFavourite
        switch folder {
        case .keep: break
        case .clear: change.place = .outside
        case .set(let id): change.place = .folder(id)
        }
        change.tags = tags
        return VideoRequest(change: change)
    }
}

/// The query of `GET /videos`.
enum LibraryField {
    static let text = QueryField(
        "q", .text(0...200),
        "Only videos in whose title, script or tags all of these words begin; the eight longest count.")
    static let sort = QueryField("sort", Input<LibraryQuery.Order>.word, "`newest` if not given.")
    static let kind = QueryField("kind", Input<GenerationTask.Kind>.word, "Only results of this kind of task.")
    static let tag = QueryField("tag", Input<TagID>.id(of: "a tag"), "Only those with this tag, by its id.")
    static let folder = QueryField("folder", Input<FolderID>.id(of: "a folder"), "Only those in this folder.")
    static let favourite = QueryField("favorite", .flag, "Only favourites, or only the others.")
    static let from = QueryField("from", .time, "Only those made at this time or later.")
    static let to = QueryField("to", .time, "Only those made before this time.")

    static let parameters = [
        text.parameter, sort.parameter, kind.parameter, tag.parameter, folder.parameter, favourite.parameter,
        from.parameter, to.parameter,
    ]

    static func query(in visit: Visit) throws(ErrorBody) -> LibraryQuery {
        var query = LibraryQuery()
        query.text = try visit.value(of: text) ?? ""
        query.order = try visit.value(of: sort) ?? .newest
        query.kind = try visit.value(of: kind)
        query.tag = try visit.value(of: tag)
        query.folder = try visit.value(of: folder)
        query.isFavourite = try visit.value(of: favourite)
        query.from = try visit.value(of: from)
        query.to = try visit.value(of: to)
        return query
    }
}

/// A body that names a folder.
struct FolderRequest: InputBody {
    let name: String

    static let body = BodyReader(named: "FolderName", .field("name", .title(Folders.longest)), make: Self.init)
}

/// A body that names a tag.
struct TagRequest: InputBody {
    let name: String

    static let body = BodyReader(named: "TagName", .field("name", .title(Tags.longest)), make: Self.init)
}

/// `POST /videos/bulk`.
struct BulkRequest: InputBody {
    private enum Action: String, CaseIterable, Sendable {
        case delete, restore, erase, favorite, unfavorite, move, tag, untag
    }

    let ids: [VideoID]
    let deed: VideoDeed

    static let body = BodyReader(
        named: "BulkChange",
        .field("ids", .set(of: .id(of: "a video"), 1...100)),
        .field(
            "action", Input<Action>.word,
            "`delete` moves to the trash, `restore` brings back from there, `erase` deletes for good."),
        .optional("folder_id", Input<FolderID>.id(of: "a folder"), "For `move`; null takes out of folders."),
        .optional("tags", .set(of: .title(Tags.longest), 1...Tag.mostOfVideo), "For `tag` and `untag`, by name.")
    ) { ids, action, folder, tags throws(ErrorBody) in
        guard (tags ?? []).allSatisfy({ Title.cleaned($0, longest: Tags.longest) != nil }) else {
            throw .invalid("tags", "`tags` must be names that can be read.")
        }
        let deed: VideoDeed
        switch action {
        case .delete: deed = .trash
        case .restore: deed = .restore
        case .erase: deed = .erase
        case .favorite: deed = .favour(true)
        case .unfavorite: deed = .favour(false)
        case .move: deed = .move(folder.map { .folder($0) } ?? .outside)
        case .tag, .untag:
            guard let tags else { throw .invalid("tags", "`tags` is needed for `tag` and `untag`.") }
            deed = action == .tag ? .tag(tags) : .untag(tags)
        }
        return BulkRequest(ids: ids, deed: deed)
    }
}
