import HTTPTypes
import Hummingbird
import NIOCore

/// `/metrics`: for Prometheus and whoever else collects.
struct MetricsController: Controller {
    private let registry: MetricsRegistry
    private let readers: MetricsReaders

    init(_ edge: Edge) { (registry, readers) = (edge.metrics, MetricsReaders(token: edge.settings.metricsToken)) }

    var operations: [Operation] {
        [
            .open(
                .get, "/metrics", "Metrics in Prometheus' text format", tag: "Service",
                .bytes(
                    "text/plain",
                    "To who asks from this machine itself, not by way of a proxy, or shows the token of the server's "
                        + "metrics as a bearer token. Others get 401."),
                handler: tell
            ).with(isRooted: true)
        ]
    }

    private func tell(_ visit: Visit) async throws -> Response {
        try readers.admit(visit)
        await registry.refresh()
        return Response(
            status: .ok, headers: [.contentType: Exposition.type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
    }
}
