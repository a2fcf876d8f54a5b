import Domain
import Hummingbird
import Studio

/// `/admin/storage`: where the media are besides the disk, and whether all of them are whole.
struct StorageController: Controller {
    private let mirrors: Mirrors
    private let local: LocalMedia
    private let verification: Verification
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (mirrors, local, limits) = (edge.house.mirrors, edge.house.local, edge.limits)
        verification = edge.house.verification
    }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/storage", "Show the storage",
                .data(
                    StorageBody.self,
                    "How much is on the disk, the mirrors and how far they are, and what the last verification found."),
                handler: show),
            .admin(
                .post, "/admin/storage/verify", "Verify all media",
                .data(
                    VerificationBody.self,
                    "The verification that is under way now. It runs in the background: every file is read, and every "
                        + "mirror is asked about every copy.", status: 202),
                handler: verify
            ).with(body: .json(StorageVerificationRequest.schema), replaysByKey: true),
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(
            StorageBody(
                local: try await local.standing(), keeps: local.keeps, mirrors: try await mirrors.lines(),
                verification: try await verification.report()))
    }

    private func verify(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(StorageVerificationRequest.self, limits)
        let report = try await verification.begin(
            readingMirrors: request.readsMirrors ?? false, by: call.caller.account.id, client: call.visit.client)
        return Answer.data(VerificationBody(report: report), status: .accepted)
    }
}
