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
                .get, "/metrics", "Get the metrics in Prometheus' text format", tag: "Service",
                .bytes(
                    "text/plain",
                    "Only for requests from this machine itself, not through a proxy, or with the server's metrics "
                        + "token as a bearer token."),
                handler: tell
            ).with(refusals: [401], isRooted: true)
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
