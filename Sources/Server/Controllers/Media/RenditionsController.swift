import Domain
import Hummingbird
import Studio

/// `/files/{id}/formats`: videos in other formats.
struct RenditionsController: Controller {
    private let files: Files
    private let renditions: Renditions
    private let links: MediaLinks
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (files, renditions) = (edge.house.files, edge.house.renditions)
        (links, limits) = (edge.media.addresses.links, edge.limits)
    }

    var operations: [Operation] {
        [
            .scoped(
                .read, .post, "/files/{id}/formats", "Make a video in another format", tag: "Files",
                .data(RenditionBody.self, "Where it lies, for a day. The video stays as it is."), handler: make
            ).with(body: .json(RenditionRequest.schema), refusals: [504]),
            .linked(
                "/files/{id}/formats/{format}", "Get the bytes of a video in another format", tag: "Files",
                .bytes(ContentType.all, "The whole file, with a file name. It is made when it is not there."),
                .bytes(ContentType.all, "Part of it.", status: 206), .empty(304, "The client's copy is current."),
                handler: content
            ).with(refusals: [412, 415, 416, 422, 504]),
        ]
    }

    private func make(_ call: Call) async throws -> Response {
        let file = try await files.get(call.visit.id("file"), of: call.caller.account.id)
        let form = try await call.visit.json(RenditionRequest.self, limits).format
        let made = try await call.visit.whileClientWaits { try await renditions.rendition(of: file, as: form) }
        return Answer.data(RenditionBody(file: file, form: form, made: made, links: links))
    }

    private func content(_ visit: Visit, _ caller: Caller?) async throws -> Response {
        let id: FileID = try visit.id("file")
        guard let form = MediaForm(rawValue: visit.name("format")) else { throw ErrorBody(.notFound("format")) }
        let proof = try SignatureField.proof(in: visit)
        let file: MediaFile
        if let caller {
            file = try await files.get(id, of: caller.account.id)
        } else {
            guard links.isGood(proof, for: id, as: form) else {
                throw ErrorBody(
                    status: .forbidden, code: "FORBIDDEN", message: "This link has expired or its signature is wrong.")
            }
            file = try await files.get(id)
        }
        let made = try await visit.whileClientWaits { try await renditions.rendition(of: file, as: form) }
        let answer = MediaAnswer(
            path: made.path, etag: "\"\(file.blob.hex)-\(form.rawValue)\"", contentType: ContentType.of(form),
            lastModified: file.createdAt, cacheControl: MediaDelivery.cacheControl,
            disposition: ContentDisposition.attachment(
                title: Title.withoutExtension(file.title),
                fileExtension: ContentType.fileExtension(of: form.container)))
        return try await answer.response(to: visit.request, context: visit.context)
    }
}
