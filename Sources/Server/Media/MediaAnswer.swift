import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// Answers with the bytes of an immutable file: whole, in part, or not at all when the client has them.
struct MediaAnswer: Sendable {
    let path: String
    /// Quoted.
    let etag: String
    let contentType: String
    let lastModified: Timestamp?
    let cacheControl: String
    /// `Content-Disposition`; nil lets the browser show it.
    var disposition: String?
    /// Keeps the file open for the next range; nil for what is mostly read whole.
    var kept: OpenFiles?
    /// Asked before the bytes are: where else they are to be fetched.
    var elsewhere: (@Sendable () async throws -> MediaRedirects.Address?)?
    /// Asked before the file is opened: whether its bytes are on their way from elsewhere.
    var arriving: (@Sendable () async throws -> ArrivingMedium?)?
    /// Asked before the file is opened: whether it is what its tag says.
    var check: (@Sendable () async throws -> Void)?

    /// - Returns: 200, 206, 302, 304, 412 or 416.
    /// - Throws: 404 when the file is gone.
    func response(to request: Request, context: EdgeContext) async throws -> Response {
        var headers = baseHeaders
        let conditions = Conditions(etag: etag, lastModified: lastModified.map { $0.milliseconds / 1000 })
        switch conditions.judge(request.headers) {
        case .notModified: return Response(status: .notModified, headers: headers)
        case .failed:
            throw ErrorBody(
                status: .preconditionFailed, code: "PRECONDITION_FAILED",
                message: "The file has changed: `If-Match` or `If-Unmodified-Since` does not hold.")
        case .proceed: break
        }
        // An address is signed for one method.
        if request.method == .get, let address = try await elsewhere?() { return Self.redirect(to: address) }
        guard let bytes = try await bytes(for: context.channel.eventLoop) else { throw ErrorBody.notFound }
        headers[.contentType] = contentType
        if let disposition { headers[.contentDisposition] = disposition }
        let isRanged = request.method == .get && conditions.allowRange(request.headers)
        switch ByteRange(header: isRanged ? request.headers[.range] : nil, size: bytes.sizeBytes) {
        case .whole:
            return Response(
                status: .ok, headers: headers,
                body: try await bytes.body(0..<bytes.sizeBytes, for: request, context.channel))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.sizeBytes)"
            return Response(
                status: .partialContent, headers: headers,
                body: try await bytes.body(range, for: request, context.channel))
        case .unsatisfiable:
            throw ErrorBody(
                status: .rangeNotSatisfiable, code: "RANGE_NOT_SATISFIABLE",
                message: "The range starts after the end of the file, which has \(bytes.sizeBytes) bytes.",
                headers: [.contentRange: "bytes */\(bytes.sizeBytes)"])
        }
    }

    private func bytes(for eventLoop: any EventLoop) async throws -> MediaBytes? {
        if let file = kept?.opened(path, on: eventLoop) { return .file(file) }
        if let arriving = try await arriving?() { return .arriving(arriving) }
        if let kept { return try await kept.file(at: path, on: eventLoop, check: check).map(MediaBytes.file) }
        try await check?()
        return try await OpenFile.open(path, on: eventLoop).map(MediaBytes.file)
    }

    /// Kept by browsers for half of its time, so that what they keep is still good when they use it.
    private static func redirect(to address: MediaRedirects.Address) -> Response {
        let seconds = address.lifetime.components.seconds / 2
        return Response(
            status: .found,
            headers: [.location: address.url, .cacheControl: "private, max-age=\(seconds)"])
    }

    private var baseHeaders: HTTPFields {
        var headers = HTTPFields()
        headers[.eTag] = etag
        headers[.acceptRanges] = "bytes"
        headers[.cacheControl] = cacheControl
        if let lastModified { headers[.lastModified] = HTTPDate.text(lastModified) }
        return headers
    }
}

/// Where the bytes of an answer come from.
private enum MediaBytes {
    /// Of a medium on its way: what is in memory at a time.
    private static let partBytes: Int64 = 1 << 20

    case file(OpenFile)
    case arriving(ArrivingMedium)

    var sizeBytes: Int64 {
        switch self {
        case .file(let file): file.sizeBytes
        case .arriving(let medium): medium.sizeBytes
        }
    }

    /// - Throws: what keeps the first bytes from coming, while it can still be told.
    func body(_ range: Range<Int64>, for request: Request, _ channel: any Channel) async throws -> ResponseBody {
        switch self {
        case .file(let file):
            return ResponseBody(contentLength: range.count) { writer in
                try await file.send(range, to: channel)
                try await writer.finish(nil)
            }
        case .arriving(let medium):
            if request.method == .get, !range.isEmpty {
                _ = try await medium.bytes(range.lowerBound..<range.lowerBound + 1)
            }
            return ResponseBody(contentLength: range.count) { writer in
                var start = range.lowerBound
                while start < range.upperBound {
                    let end = min(start + Self.partBytes, range.upperBound)
                    try await writer.write(ByteBuffer(bytes: try await medium.bytes(start..<end)))
                    start = end
                }
                try await writer.finish(nil)
            }
        }
    }
}
