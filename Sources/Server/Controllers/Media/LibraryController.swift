import Domain
import Hummingbird
import Studio

/// `/folders` and `/tags`: what the library is sorted by.
struct LibraryController: Controller {
    private let folders: Folders
    private let tags: Tags
    private let limits: ServerLimits

    init(_ edge: Edge) { (folders, tags, limits) = (edge.house.folders, edge.house.tags, edge.limits) }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/folders", "List the folders of the library", tag: "Library",
                .data(PageBody<FolderBody>.self, "By name."), handler: listFolders),
            .scoped(
                .library, .post, "/folders", "Create a folder", tag: "Library",
                .data(FolderBody.self, "The new folder.", status: 201), handler: create
            ).with(body: .json(FolderRequest.schema), refusals: [409], replaysByKey: true),
            .scoped(
                .library, .patch, "/folders/{id}", "Rename a folder", tag: "Library",
                .data(FolderBody.self, "The renamed folder."), handler: renameFolder
            ).with(body: .json(FolderRequest.schema), refusals: [409]),
            .scoped(
                .library, .delete, "/folders/{id}", "Delete a folder", tag: "Library",
                .data(Nothing.self, "The folder is deleted. Its videos stay in the library."), handler: deleteFolder),
            .scoped(
                .read, .get, "/tags", "List the tags", tag: "Library",
                .data(PageBody<CountedTagBody>.self, "By name."), handler: listTags),
            .scoped(
                .library, .patch, "/tags/{id}", "Rename a tag", tag: "Library",
                .data(CountedTagBody.self, "Every video with the tag has the new name."), handler: renameTag
            ).with(body: .json(TagRequest.schema), refusals: [409]),
            .scoped(
                .library, .delete, "/tags/{id}", "Delete a tag", tag: "Library",
                .data(Nothing.self, "The tag is deleted. Its videos stay in the library."), handler: deleteTag),
        ]
    }

    private func listFolders(_ call: Call) async throws -> Response {
        Answer.data(PageBody(whole: try await folders.list(of: call.caller.account.id).map(FolderBody.init)))
    }

    private func create(_ call: Call) async throws -> Response {
        let name = try await call.visit.json(FolderRequest.self, limits).name
        let folder = try await folders.create(name, for: call.caller.account.id)
        return Answer.data(FolderBody(folder: Counted(folder, videos: 0)), status: .created)
    }

    private func renameFolder(_ call: Call) async throws -> Response {
        let name = try await call.visit.json(FolderRequest.self, limits).name
        let (id, account): (FolderID, AccountID) = (try call.visit.id("folder"), call.caller.account.id)
        try await folders.rename(id, of: account, to: name)
        guard let folder = try await folders.list(of: account).first(where: { $0.value.id == id }) else {
            throw ErrorBody(.notFound("folder"))
        }
        return Answer.data(FolderBody(folder: folder))
    }

    private func deleteFolder(_ call: Call) async throws -> Response {
        try await folders.delete(call.visit.id("folder"), of: call.caller.account.id)
        return Answer.deleted()
    }

    private func listTags(_ call: Call) async throws -> Response {
        Answer.data(PageBody(whole: try await tags.list(of: call.caller.account.id).map(CountedTagBody.init)))
    }

    private func renameTag(_ call: Call) async throws -> Response {
        let name = try await call.visit.json(TagRequest.self, limits).name
        let (id, account): (TagID, AccountID) = (try call.visit.id("tag"), call.caller.account.id)
        try await tags.rename(id, of: account, to: name)
        guard let tag = try await tags.list(of: account).first(where: { $0.value.id == id }) else {
            throw ErrorBody(.notFound("tag"))
        }
        return Answer.data(CountedTagBody(tag: tag))
    }

    private func deleteTag(_ call: Call) async throws -> Response {
        try await tags.delete(call.visit.id("tag"), of: call.caller.account.id)
        return Answer.deleted()
    }
}
