import Domain
import Hummingbird
import Studio

/// `/trash`, and what is done with several videos at once.
struct TrashController: Controller {
    private let library: Library
    private let media: MediaDelivery
    private let limits: ServerLimits

    init(_ edge: Edge) { (library, media, limits) = (edge.house.library, edge.media, edge.limits) }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/trash", "List the trash", tag: "Library",
                .data(
                    TrashBody.self,
                    "Newest first. What is here counts as storage until it is erased, \(TrashSize.days) days after it was "
                        + "deleted."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .library, .delete, "/trash", "Empty the trash", tag: "Library",
                .data(Nothing.self, "Everything in it is erased, but what an unfinished task needs."), handler: empty),
            .scoped(
                .library, .post, "/videos/bulk", "Do the same to several videos", tag: "Library",
                .data(BulkBody.self, "What became of each."), handler: change
            ).with(body: .json(BulkRequest.schema), refusals: [409]),
            .scoped(
                .read, .get, "/videos/archive", "Download several videos", tag: "Library",
                .bytes("application/zip", "A ZIP archive of the videos, with their subtitles."), handler: download
            ).with(parameters: [Self.ids.parameter.required], refusals: [404]),
        ]
    }

    private static let ids = QueryField(
        "ids",
        Input<String>.text(1...6500).map(to: "1 to 100 ids of videos with commas between", .string(length: 1...6500)) {
            let ids = $0.split(separator: ",").map { Identifier<Nouns.GeneratedVideo>(rawValue: String($0)) }
            return (1...100).contains(ids.count) && !ids.contains(nil) ? ids.compactMap(\.self) : nil
        }, "With commas between.")

    private func list(_ call: Call) async throws -> Response {
        let account = call.caller.account.id
        let page = try await library.trash(of: account, page: call.visit.page())
        let size = try await library.trashSize(of: account)
        return Answer.data(
            TrashBody(page: page.map { VideoBody(view: $0, addresses: media.addresses) }, size: size))
    }

    private func empty(_ call: Call) async throws -> Response {
        try await library.emptyTrash(of: call.caller.account.id)
        return Answer.deleted()
    }

    private func change(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(BulkRequest.self, limits)
        let outcomes = try await library.change(request.ids, of: call.caller.account.id, by: request.deed)
        return Answer.data(BulkBody(ids: request.ids, outcomes: outcomes))
    }

    private func download(_ call: Call) async throws -> Response {
        guard let ids = try call.visit.value(of: Self.ids) else { throw ErrorBody.invalid("ids", "`ids` is missing.") }
        let bundle = try await library.bundle(ids, of: call.caller.account.id) { title, container in
            ContentDisposition.fileName(title: title, fileExtension: ContentType.fileExtension(of: container))
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip", .cacheControl: "private, no-store",
                .contentDisposition: ContentDisposition.attachment(title: "Greenroom", fileExtension: "zip"),
            ],
            body: ResponseBody(contentLength: Int(bundle.sizeBytes)) { writer in
                while let part = try await bundle.next() { try await writer.write(ByteBuffer(bytes: part)) }
                try await writer.finish(nil)
            })
    }
}
