import Hummingbird
import NIOCore

extension Visit {
    /// How long the body is, where the client says so.
    /// - Throws: 413 for more than the limit.
    func announcedLength(upTo limit: Int64? = nil) throws(ErrorBody) -> Int64? {
        let announced = request.headers[.contentLength].flatMap { Int64($0) }
        if let announced, let limit, announced > limit { throw .tooLarge(limitBytes: limit) }
        return announced
    }

    /// Hands on the whole body, piece by piece.
    /// - Throws: 413 for more than the limit, 400 for a body that is shorter than its Content-Length, and what `write`
    ///   throws.
    func stream(upTo limit: Int64? = nil, to write: (ByteBufferView) async throws -> Void) async throws {
        let announced = try announcedLength(upTo: limit)
        try await continueIfExpected()
        var received: Int64 = 0
        for try await bytes in request.body {
            received += Int64(bytes.readableBytes)
            if let limit, received > limit { throw ErrorBody.tooLarge(limitBytes: limit) }
            try await write(bytes.readableBytesView)
        }
        if let announced, received < announced {
            throw ErrorBody.badRequest("The body is shorter than its Content-Length.")
        }
    }
}
