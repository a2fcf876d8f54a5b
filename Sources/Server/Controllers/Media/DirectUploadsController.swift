import Domain
import Hummingbird
import Studio

/// `/uploads/direct`: uploads that go to a bucket first, for clients that are nearer to it than to this server.
struct DirectUploadsController: Controller {
    private let uploads: DirectUploads
    private let addresses: MediaAddresses
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (uploads, addresses, limits) = (edge.house.directUploads, edge.media.addresses, edge.limits)
    }

    private static let tag = "Uploads"

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/uploads/direct", "Get whether uploads should go to the bucket", tag: Self.tag,
                .data(DirectOfferBody.self, "Where this server wants files to be sent to."),
                handler: { call in
                    let isPreferred = try await uploads.isPreferred(by: call.caller.account.id)
                    return Answer.data(DirectOfferBody(isPreferred: isPreferred))
                }),
            .scoped(
                .files, .post, "/uploads/direct", "Begin an upload to the bucket", tag: Self.tag,
                .data(DirectUploadBody.self, "Where to put each part.", status: 201), handler: create
            ).with(body: .json(DirectUploadRequest.schema), refusals: [409, 502], replaysByKey: true),
            .scoped(
                .files, .get, "/uploads/direct/{id}", "Get how far an upload to the bucket is", tag: Self.tag,
                .data(DirectUploadBody.self, "With fresh addresses for the parts that the bucket does not have."),
                handler: { call in
                    let status = try await uploads.status(call.visit.id("upload"), of: call.caller.account.id)
                    return Answer.data(body(of: status))
                }
            ).with(refusals: [409, 502]),
            .scoped(
                .files, .post, "/uploads/direct/{id}/complete", "Complete an upload to the bucket", tag: Self.tag,
                .data(
                    FileBody.self,
                    "The stored file, once the server has fetched it from the bucket. Asking again gives the same answer."
                ),
                handler: { call in
                    let file = try await uploads.complete(call.visit.id("upload"), of: call.caller.account.id)
                    return Answer.data(FileBody(file: file, addresses: addresses))
                }
            ).with(refusals: [409, 413, 415, 422, 502]),
            .scoped(
                .files, .delete, "/uploads/direct/{id}", "Abandon an upload to the bucket", tag: Self.tag,
                .data(Nothing.self, "What lies in the bucket is removed."),
                handler: { call in
                    try await uploads.terminate(call.visit.id("upload"), of: call.caller.account.id)
                    return Answer.deleted()
                }),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(DirectUploadRequest.self, limits)
        let status = try await uploads.create(
            account: call.caller.account.id, name: request.name, sizeBytes: Int64(request.sizeBytes),
            kind: request.kind, sha256: request.sha256)
        return Answer.data(
            body(of: status), status: .created,
            headers: [.location: "/api/v1/uploads/direct/\(status.upload.id.rawValue)"])
    }

    private func body(of status: DirectUploads.Status) -> DirectUploadBody {
        DirectUploadBody(status: status, addresses: addresses)
    }
}
