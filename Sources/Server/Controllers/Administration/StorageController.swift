import Domain
import Hummingbird
import Studio

/// `/admin/storage`: where the media are besides the disk.
struct StorageController: Controller {
    private let mirrors: Mirrors

    init(_ edge: Edge) { mirrors = edge.house.mirrors }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/storage", "Show the storage",
                .data(StorageBody.self, "The mirrors and how far they are."), handler: show)
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        Answer.data(StorageBody(mirrors: try await mirrors.lines()))
    }
}
