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
                .post, "/users/export", "Export everything about the account", tag: "Users",
                .data(ExportBody.schema, "It is being made.", status: 202), handler: export),
            .signedIn(
                .get, "/users/export/{id}", "How far an export is", tag: "Users",
                .data(ExportBody.schema, "The export."),
                handler: { call in
                    let id: ExportID = try call.visit.id("export")
                    return Answer.data(body(of: try await privacy.exports.get(id, of: call.caller.account.id)))
                }),
            .open(
                .get, "/users/export/{id}/archive", "Download an export by its signed address", tag: "Users",
                .bytes("application/zip", "The whole archive."),
                .bytes("application/zip", "A part.", status: 206), .empty(304, "The client has it already."),
                handler: archive
            ).with(parameters: [
                .query("expires", .integer, "Of a signed address."),
                .query("signature", .string(), "Of a signed address."),
            ]),
            .signedIn(
                .delete, "/users/account", "Erase the account and everything in it", tag: "Users",
                .data(.null, "It is gone. Only the last administrator cannot go."), handler: erase
            ).with(body: .json(Farewell.schema)),
        ]
    }

    private func export(_ call: Call) async throws -> Response {
        let export = try await privacy.exports.request(for: call.caller.account, client: call.visit.client)
        return Answer.data(body(of: export), status: .accepted)
    }

    private func archive(_ visit: Visit) async throws -> Response {
        let id: ExportID = try visit.id("export")
        let expires = visit.query("expires").flatMap { Int64($0) } ?? 0
        let proof = MediaLinks.Proof(expires: expires, signature: visit.query("signature") ?? "")
        guard links.isGood(proof, for: id) else { throw ErrorBody(.notFound("export")) }
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
        let body = try await call.visit.json(Farewell.self, limits)
        try await privacy.erasure.erase(
            call.caller.account, session: call.caller.session, password: body.password, client: call.visit.client)
        var response = Answer.deleted()
        SessionCookies.clear(isSecure: call.visit.origin.isSecure, in: &response.headers)
        return response
    }

    private struct Farewell: Decodable {
        let password: String?

        static let schema = Schema.object([
            .optional("password", .string(), "Not needed for ten minutes after signing in.")
        ])
    }
}
