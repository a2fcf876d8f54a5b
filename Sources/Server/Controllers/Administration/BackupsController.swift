import Domain
import Hummingbird
import Studio

/// `/admin/backups`: what there is, and one more.
struct BackupsController: Controller {
    private let backups: Backups

    init(_ edge: Edge) { backups = edge.house.backups }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/backups", "List the backups",
                .data(
                    PageBody<BackupBody>.self,
                    "Newest first: those in the backup folder or bucket, and the restore points. `greenroom restore` "
                        + "puts one back."),
                handler: list
            ).with(refusals: [502]),
            .admin(
                .post, "/admin/backups", "Make a backup",
                .data(
                    OutboxBody.self, "It is made in the background; follow it in the list of the outbox.", status: 202),
                handler: make
            ).with(replaysByKey: true),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        Answer.data(PageBody(whole: try await backups.list().map(BackupBody.init)))
    }

    private func make(_ call: Call) async throws -> Response {
        let line = try await backups.ask(by: call.caller.account.id, client: call.visit.client)
        return Answer.data(OutboxBody(line: line), status: .accepted)
    }
}
