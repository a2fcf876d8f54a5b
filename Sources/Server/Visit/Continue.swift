import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

extension Visit {
    /// Tells a client that asked first (`Expect: 100-continue`) to send its body. Said where the body is about to be
    /// read, so that a refused request never sends it.
    func continueIfExpected() async throws {
        guard request.headers[.expect]?.lowercased() == "100-continue" else { return }
        let head = HTTPResponse(status: .continue)
        try await context.channel.writeAndFlush(HTTPResponsePart.head(head))
    }
}
