import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/shares`: links by which others see a video, and what they see. Nothing of it is for search engines.
struct SharesController: Controller {
    private let shares: Shares
    private let files: Files
    private let media: MediaDelivery
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (shares, files, media, limits) = (edge.house.shares, edge.house.files, edge.media, edge.limits)
    }

    /// Kept by nobody: a link may be revoked at any moment.
    private static let cacheControl = "private, no-store"
    private static let width = QueryField("w", .whole(1...4096), "Width in pixels; 640 if not given.")
    private static let download = QueryField(
        "download", Input<Flag>.word, "Sends a file name, so that browsers save the file.")

    /// The only value of a parameter that switches something on.
    private enum Flag: String, CaseIterable, Sendable { case on = "1" }

    var operations: [Operation] { owned + shown }

    private var owned: [Operation] {
        [
            .scoped(
                .read, .get, "/shares", "List the links to videos", tag: "Sharing",
                .data(PageBody<ShareBody>.self, "Those that can still be opened, newest first."),
                handler: { try await list($0, video: nil) }
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .read, .get, "/videos/{id}/shares", "List the links to a video", tag: "Sharing",
                .data(PageBody<ShareBody>.self, "Those that can still be opened, newest first."),
                handler: { try await list($0, video: $0.visit.id("video")) }
            ).with(parameters: Operation.Parameter.paging),
            .scoped(
                .library, .post, "/videos/{id}/shares", "Share a video by a link", tag: "Sharing",
                .data(FreshShareBody.self, "The token is shown only in this answer.", status: 201), handler: create
            ).with(body: .json(ShareRequest.schema), refusals: [409], replaysByKey: true),
            .scoped(
                .library, .delete, "/shares/{id}", "Revoke a link", tag: "Sharing",
                .data(Nothing.self, "The link shows nothing any more."), handler: revoke),
            .scoped(
                .library, .delete, "/shares", "Revoke all links", tag: "Sharing",
                .data(Nothing.self, "No link of the account shows anything any more."),
                handler: { call in
                    try await shares.revokeAll(of: call.caller.account.id)
                    return Answer.deleted()
                }),
        ]
    }

    private var shown: [Operation] {
        let proof = [SignatureField.expires.parameter, SignatureField.signature.parameter]
        return [
            .open(
                .post, "/shares/open", "See a shared video", tag: "Sharing",
                .data(SharedVideoBody.self, "The video."), handler: open
            ).with(body: .json(OpenShareRequest.schema), refusals: [403, 404]),
            .open(
                .get, "/shares/{id}/content", "Get the bytes of a shared video", tag: "Sharing",
                .bytes(ContentType.all, "The whole file."), .bytes(ContentType.all, "Part of it.", status: 206),
                .empty(304, "The client's copy is current."), handler: content
            ).with(parameters: proof + [Self.download.parameter], refusals: [404, 412, 416], isUnlimited: true),
            .open(
                .get, "/shares/{id}/thumbnail", "Get a small image of a shared video", tag: "Sharing",
                .bytes("image/jpeg", "A JPEG."), .empty(304, "The client's copy is current."), handler: thumbnail
            ).with(parameters: proof + [Self.width.parameter], refusals: [404, 412, 415, 416, 504], isUnlimited: true),
            .open(
                .get, "/shares/{id}/subtitles", "Get the subtitles of a shared video", tag: "Sharing",
                .bytes("text/vtt", "WebVTT."), handler: subtitles
            ).with(parameters: proof, refusals: [404], isUnlimited: true),
        ]
    }

    private func list(_ call: Call, video: VideoID?) async throws -> Response {
        let page = try await shares.list(of: call.caller.account.id, video: video, page: call.visit.page())
        return Answer.data(PageBody(page: page.map { ShareBody(link: $0.link, videoTitle: $0.videoTitle) }))
    }

    private func create(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(ShareRequest.self, limits)
        let fresh = try await shares.create(
            for: call.visit.id("video"), of: call.caller.account.id, expiresAt: request.expiresAt,
            password: request.password, client: call.visit.client)
        return Answer.data(FreshShareBody(fresh: fresh), status: .created)
    }

    private func revoke(_ call: Call) async throws -> Response {
        try await shares.revoke(call.visit.id("link"), of: call.caller.account.id)
        return Answer.deleted()
    }

    private func open(_ visit: Visit) async throws -> Response {
        let request = try await visit.json(OpenShareRequest.self, limits)
        let opened = try await shares.open(request.token, password: request.password, client: visit.client)
        let body = SharedVideoBody(opened: opened, links: media.addresses.links)
        return Answer.data(body, headers: [.robotsTag: Self.noRobots])
    }

    private func content(_ visit: Visit) async throws -> Response {
        let isDownload = try visit.value(of: Self.download) != nil
        let video = try await opened(visit, isDownload ? .download : .content).video
        return Self.unlisted(
            try await media.answer(
                with: video.file, to: visit, title: video.video.title, isDownload: isDownload,
                cacheControl: Self.cacheControl))
    }

    private func thumbnail(_ visit: Visit) async throws -> Response {
        let width = try visit.value(of: Self.width) ?? 640
        let file = try await opened(visit, .thumbnail(width: width)).video.file
        let path = try await visit.whileClientWaits { try await files.thumbnail(of: file, width: width) }
        let answer = MediaAnswer(
            path: path, etag: "\"\(path.split(separator: "/").last ?? "")\"", contentType: "image/jpeg",
            lastModified: nil, cacheControl: Self.cacheControl)
        return Self.unlisted(try await answer.response(to: visit.request, context: visit.context))
    }

    private func subtitles(_ visit: Visit) async throws -> Response {
        let text = try await files.sidecar(.subtitles, of: try await opened(visit, .subtitles).video.file)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/vtt; charset=utf-8", .cacheControl: Self.cacheControl, .robotsTag: Self.noRobots,
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// What the path's link shows now, for whoever holds an address that was signed when it was opened.
    /// - Throws: 404, the same whatever is wrong.
    private func opened(_ visit: Visit, _ view: MediaLinks.View) async throws -> Shares.Opened {
        let id: ShareID = try visit.id("link")
        guard media.addresses.links.isGood(try SignatureField.proof(in: visit), ofShare: id, view) else {
            throw ErrorBody(.notFound("link"))
        }
        return try await shares.opened(id)
    }

    private static let noRobots = "noindex, nofollow"

    private static func unlisted(_ response: Response) -> Response {
        var response = response
        response.headers[.robotsTag] = noRobots
        return response
    }
}
