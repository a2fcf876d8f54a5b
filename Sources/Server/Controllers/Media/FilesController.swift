import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/files`: uploads in one request, what is known of them, and their bytes.
struct FilesController: Controller {
    private let files: Files
    private let cuts: Cuts
    private let media: MediaDelivery
    private let replays: ReplayGate
    private let limits: ServerLimits
    private let local: LocalMedia

    init(_ edge: Edge) {
        (files, media, replays, limits) = (edge.house.files, edge.media, edge.replays, edge.limits)
        (cuts, local) = (edge.house.cuts, edge.house.local)
    }

    private static let kind = QueryField("kind", Input<MediaFile.Kind>.word, "Only this kind.")
    private static let width = QueryField(
        "w", .whole(1...4096), "Width in pixels; the next of 160, 320, 640 and 1280 is sent. 320 if not given.")
    private static let download = QueryField(
        "download", Input<Flag>.word, "Sends a file name, so that browsers save the file.")

    /// The only value of a parameter that switches something on.
    private enum Flag: String, CaseIterable, Sendable { case on = "1" }

    var operations: [Operation] {
        let upload = Operation.scoped(
            .files, .post, "/files", "Upload a file", tag: "Files",
            .data(FileBody.self, "The stored file.", status: 201),
            handler: upload
        ).with(
            parameters: [.idempotencyKey],
            body: Operation.Content(type: "multipart/form-data", schema: MultipartUpload.schema), refusals: [409, 504])
        let notModified = Operation.Reply.empty(304, "The client's copy is current.")
        return [
            upload, upload.at("/videos/upload"),
            .scoped(
                .read, .get, "/files", "List the files", tag: "Files",
                .data(PageBody<FileBody>.self, "Uploads, newest first. Results are in the library."), handler: list
            ).with(parameters: Operation.Parameter.paging + [Self.kind.parameter]),
            .scoped(
                .read, .get, "/files/{id}", "Get a file", tag: "Files", .data(FileBody.self, "The file."),
                handler: show),
            .scoped(
                .files, .patch, "/files/{id}", "Rename a file", tag: "Files",
                .data(FileBody.self, "The renamed file."), handler: rename
            ).with(body: .json(TitleRequest.schema)),
            .scoped(
                .files, .delete, "/files/{id}", "Delete a file", tag: "Files",
                .data(Nothing.self, "The file is deleted."), handler: delete
            ).with(refusals: [409]),
            .scoped(
                .files, .post, "/files/{id}/cut", "Make a file of a piece of another", tag: "Files",
                .data(FileBody.self, "The piece. The file it was cut from stays as it is.", status: 201), handler: cut
            ).with(body: .json(CutRequest.schema), refusals: [409, 415, 504], replaysByKey: true),
            .scoped(
                .read, .get, "/files/{id}/copies", "Get where the bytes of a file are", tag: "Files",
                .data(CopiesBody.self, "Its copies."), handler: copies),
            .linked(
                "/files/{id}/content", "Get the bytes of a file", tag: "Files",
                .bytes(ContentType.all, "The whole file."), .bytes(ContentType.all, "Part of it.", status: 206),
                .empty(302, "The bytes are at this address of a bucket, which needs no key."), notModified,
                handler: content
            ).with(parameters: [Self.download.parameter], refusals: [412, 416]),
            .linked(
                "/files/{id}/thumbnail", "Get a small image of a file", tag: "Files", .bytes("image/jpeg", "A JPEG."),
                notModified, handler: thumbnail
            ).with(parameters: [Self.width.parameter], refusals: [412, 415, 416, 504]),
            .linked(
                "/files/{id}/subtitles", "Get the subtitles of a video", tag: "Files", .bytes("text/vtt", "WebVTT."),
                handler: { visit, caller in
                    let text = try await files.sidecar(.subtitles, of: try await file(visit, caller, .subtitles))
                    return Self.text(text, type: "text/vtt; charset=utf-8")
                }),
            .scoped(
                .read, .get, "/files/{id}/timings", "Get when each word and sound is spoken", tag: "Files",
                .document(.object([]), "As the engine wrote it."),
                handler: { call in
                    let file = try await files.get(call.visit.id("file"), of: call.caller.account.id)
                    return Self.text(try await files.sidecar(.timings, of: file), type: "application/json")
                }
            ),
        ]
    }

    private static func text(_ text: String, type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: MediaDelivery.cacheControl],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func upload(_ call: Call) async throws -> Response {
        let arrival = try await MultipartUpload(files: files, limits: limits).receive(call)
        guard let key = call.request.headers[.idempotencyKey] else { return try await keep(arrival, call) }
        do {
            let answer = try await replays.once(key, call, arrival.fingerprint) { try await keep(arrival, call) }
            // Kept long ago, when this is a repetition.
            await files.discard(arrival.medium)
            return answer
        } catch {
            await files.discard(arrival.medium)
            throw error
        }
    }

    private func keep(_ arrival: MultipartUpload.Arrival, _ call: Call) async throws -> Response {
        let file = try await files.keep(
            arrival.medium, title: arrival.title, kind: arrival.kind, account: call.caller.account.id)
        return Answer.data(
            body(of: file), status: .created, headers: [.location: "/api/v1/files/\(file.id.rawValue)"])
    }

    private func list(_ call: Call) async throws -> Response {
        let kind = try call.visit.value(of: Self.kind)
        let page = try await files.list(of: call.caller.account.id, kind: kind, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(body)))
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(body(of: try await files.get(call.visit.id("file"), of: call.caller.account.id)))
    }

    private func copies(_ call: Call) async throws -> Response {
        let file = try await files.get(call.visit.id("file"), of: call.caller.account.id)
        return Answer.data(CopiesBody(copies: try await local.copies(of: file)))
    }

    private func rename(_ call: Call) async throws -> Response {
        let title = try await call.visit.json(TitleRequest.self, limits).title
        let file = try await files.rename(call.visit.id("file"), of: call.caller.account.id, title: title)
        return Answer.data(body(of: file))
    }

    private func cut(_ call: Call) async throws -> Response {
        let (id, account): (FileID, AccountID) = (try call.visit.id("file"), call.caller.account.id)
        // Nobody learns by a mistake in the body that somebody else's file is there.
        _ = try await files.get(id, of: account)
        let request = try await call.visit.json(CutRequest.self, limits)
        let piece = try await call.visit.whileClientWaits {
            try await cuts.make(request.cut, of: id, title: request.title, account: account)
        }
        return Answer.data(
            body(of: piece), status: .created, headers: [.location: "/api/v1/files/\(piece.id.rawValue)"])
    }

    private func delete(_ call: Call) async throws -> Response {
        try await files.delete(call.visit.id("file"), of: call.caller.account.id)
        return Answer.deleted()
    }

    private func content(_ visit: Visit, _ caller: Caller?) async throws -> Response {
        let isDownload = try visit.value(of: Self.download) != nil
        let file = try await file(visit, caller, isDownload ? .download : .content)
        // A program that shows a key would show it to the bucket as well.
        return try await media.answer(
            with: file, to: visit, title: file.title, isDownload: isDownload, mayRedirect: caller == nil)
    }

    private func thumbnail(_ visit: Visit, _ caller: Caller?) async throws -> Response {
        let width = try visit.value(of: Self.width) ?? 320
        let file = try await file(visit, caller, .thumbnail(width: width))
        let pixels = width
        let path = try await visit.whileClientWaits { try await files.thumbnail(of: file, width: pixels) }
        let name = path.split(separator: "/").last ?? ""
        let answer = MediaAnswer(
            path: path, etag: "\"\(name)\"", contentType: "image/jpeg", lastModified: file.createdAt,
            cacheControl: MediaDelivery.cacheControl)
        return try await answer.response(to: visit.request, context: visit.context)
    }

    /// The path's file, for whoever holds a signed address of this view of it, or owns it.
    private func file(_ visit: Visit, _ caller: Caller?, _ view: MediaLinks.View) async throws -> MediaFile {
        let id: FileID = try visit.id("file")
        let proof = try SignatureField.proof(in: visit)
        if let caller { return try await files.get(id, of: caller.account.id) }
        guard media.addresses.links.isGood(proof, for: id, view) else {
            throw ErrorBody(
                status: .forbidden, code: "FORBIDDEN", message: "This link has expired or its signature is wrong.")
        }
        return try await files.get(id)
    }

    private func body(of file: MediaFile) -> FileBody { FileBody(file: file, addresses: media.addresses) }
}
