import Domain
import Hummingbird
import Studio

/// What people may ask about what is kept of them: `/users/export` and the end of `/users/account`.
struct PrivacyController: Controller {
    private let privacy: Privacy
    private let links: MediaLinks
    private let limits: ServerLimits

    init(_ edge: Edge) { (privacy, links, limits) = (edge.house.privacy, edge.house.links, edge.limits) }

    var operations: [Operation] {
        [
            .signedIn(
                .post, "/users/export", "Export all data of the account", tag: "Users",
                .data(ExportBody.self, "The export has been started.", status: 202), handler: export
            ).with(refusals: [409], replaysByKey: true, needsProof: true),
            .signedIn(
                .get, "/users/export/{id}", "Get an export", tag: "Users", .data(ExportBody.self, "The export."),
                handler: { call in
                    let id: ExportID = try call.visit.id("export")
                    return Answer.data(body(of: try await privacy.exports.get(id, of: call.caller.account.id)))
                }),
            .open(
                .get, "/users/export/{id}/archive", "Download an export by its signed address", tag: "Users",
                .bytes("application/zip", "The whole archive."),
                .bytes("application/zip", "Part of it.", status: 206), .empty(304, "The client's copy is current."),
                handler: archive
            ).with(
                parameters: [SignatureField.expires.parameter, SignatureField.signature.parameter],
                refusals: [412, 416]),
            .signedIn(
                .delete, "/users/account", "Delete the account and everything in it", tag: "Users",
                .data(Nothing.self, "Deleted. The last administrator cannot be deleted."), handler: erase
            ).with(body: .json(FarewellRequest.schema), refusals: [409]),
        ]
    }

    private func export(_ call: Call) async throws -> Response {
        let export = try await privacy.exports.request(for: call.caller.account, client: call.visit.client)
        return Answer.data(body(of: export), status: .accepted)
    }

    private func archive(_ visit: Visit) async throws -> Response {
        let id: ExportID = try visit.id("export")
        guard links.isGood(try SignatureField.proof(in: visit), for: id) else { throw ErrorBody(.notFound("export")) }
        let (export, path) = try await privacy.exports.archive(id)
        let answer = MediaAnswer(
            path: path, etag: "\"\(id)\"", contentType: "application/zip", lastModified: export.createdAt,
            cacheControl: "private, no-store",
            disposition: ContentDisposition.attachment(title: "greenroom-export", fileExtension: "zip"))
        return try await answer.response(to: visit.request, context: visit.context)
    }

    private func body(of export: DataExport) -> ExportBody {
        ExportBody(export: export, url: export.status == .ready ? links.url(of: export.id) : nil)
    }

    private func erase(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(FarewellRequest.self, limits)
        try await privacy.erasure.erase(
            call.caller.account, session: call.caller.session, password: body.password, client: call.visit.client)
        var response = Answer.deleted()
        SessionCookies.clear(isSecure: call.visit.origin.isSecure, in: &response.headers)
        return response
    }
}
