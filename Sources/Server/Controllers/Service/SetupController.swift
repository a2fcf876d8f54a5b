import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/setup`: restores a backup on a server that has no accounts yet. Every request needs the setup code.
struct SetupController: Controller {
    private let setup: SetupRestore
    private let limits: ServerLimits

    init(_ edge: Edge) { (setup, limits) = (edge.house.setup, edge.limits) }

    private static let tag = "Setup"
    private static let code = Operation.Parameter.header(
        "X-Setup-Code",
        "From the file `setup-code` in the server's home, which the first of these requests makes. A backup brings programs "
            + "that the server runs, so being the first to reach it is not enough.")

    var operations: [Operation] {
        [
            .open(
                .get, "/setup/restore", "Show how the restore stands", tag: Self.tag,
                .data(SetupBody.self, "Answers as long as no account exists."), handler: show
            ).with(parameters: [Self.code], refusals: [409]),
            .open(
                .put, "/setup/backup", "Upload a backup to restore", tag: Self.tag,
                .data(Nothing.self, "It has arrived."), handler: receive
            ).with(
                parameters: [Self.code], body: Operation.Content(types: ["application/octet-stream"], schema: .binary),
                refusals: [409],
                isUnlimited: true),
            .open(
                .post, "/setup/restore", "Restore a backup", tag: Self.tag,
                .data(
                    SetupBody.self, "It is checked first. Then the server restarts with everything that is in it.",
                    status: 202), handler: restore
            ).with(parameters: [Self.code], body: .json(SetupRestoreRequest.schema), refusals: [404, 409]),
        ]
    }

    private func code(_ visit: Visit) -> String {
        HTTPField.Name("X-Setup-Code").flatMap { visit.request.headers[$0] } ?? ""
    }

    private func show(_ visit: Visit) async throws -> Response {
        Answer.data(SetupBody(standing: try await setup.standing(code: code(visit))))
    }

    private func receive(_ visit: Visit) async throws -> Response {
        let incoming = try await setup.receive(code: code(visit))
        do {
            try await visit.stream { try await incoming.write($0) }
        } catch {
            await incoming.discard()
            throw error
        }
        try await setup.keep(incoming)
        return Answer.deleted()
    }

    private func restore(_ visit: Visit) async throws -> Response {
        let request = try await visit.json(SetupRestoreRequest.self, limits)
        try await setup.begin(request.address, passphrase: request.passphrase, code: code(visit))
        return Answer.data(SetupBody(standing: try await setup.standing(code: code(visit))), status: .accepted)
    }
}

/// How a restore before the first account stands.
struct SetupBody: Body, Sendable {
    let standing: SetupRestore.Standing

    static var name: String? { "SetupRestore" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("status", as: .choice(["idle", "checking", "restarting", "failed"])) { body -> String in
            switch body.standing {
            case .idle: "idle"
            case .checking: "checking"
            case .restarting: "restarting"
            case .failed: "failed"
            }
        }
        fields.add("reason", "Why it failed, in a sentence.") { body -> String? in
            if case .failed(let reason) = body.standing { reason } else { nil }
        }
    }
}
