import HTTPTypes
import Hummingbird

/// A bucket that lets pages of every origin put objects, by the Fetch standard's CORS protocol.
struct BucketCORS {
    private let request: Request

    init(_ request: Request) { self.request = request }

    func answer(_ other: () async -> Response) async -> Response {
        guard request.headers[.origin] != nil else { return await other() }
        guard request.method == .options else {
            var response = await other()
            response.headers[.accessControlAllowOrigin] = "*"
            return response
        }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: "*", .accessControlAllowMethods: "PUT",
                .accessControlAllowHeaders: request.headers[.accessControlRequestHeaders] ?? "",
            ])
    }
}
