import Domain
import HTTPTypes
import Hummingbird
import NIOCore

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
    /// Asked before the file is opened: whether it is what its tag says.
    var check: (@Sendable () async throws -> Void)?

    /// - Returns: 200, 206, 304, 412 or 416.
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
        guard let file = try await file(for: context.channel.eventLoop) else { throw ErrorBody.notFound }
        headers[.contentType] = contentType
        if let disposition { headers[.contentDisposition] = disposition }
        let isRanged = request.method == .get && conditions.allowRange(request.headers)
        switch ByteRange(header: isRanged ? request.headers[.range] : nil, size: file.sizeBytes) {
        case .whole:
            return Response(
                status: .ok, headers: headers, body: Self.body(of: file, 0..<file.sizeBytes, context.channel))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.sizeBytes)"
            return Response(
                status: .partialContent, headers: headers, body: Self.body(of: file, range, context.channel))
        case .unsatisfiable:
            throw ErrorBody(
                status: .rangeNotSatisfiable, code: "RANGE_NOT_SATISFIABLE",
                message: "The range starts after the end of the file, which has \(file.sizeBytes) bytes.",
                headers: [.contentRange: "bytes */\(file.sizeBytes)"])
        }
    }

    private func file(for eventLoop: any EventLoop) async throws -> OpenFile? {
        if let kept { return try await kept.file(at: path, on: eventLoop, check: check) }
        try await check?()
        return try await OpenFile.open(path, on: eventLoop)
    }

    private var baseHeaders: HTTPFields {
        var headers = HTTPFields()
        headers[.eTag] = etag
        headers[.acceptRanges] = "bytes"
        headers[.cacheControl] = cacheControl
        if let lastModified { headers[.lastModified] = HTTPDate.text(lastModified) }
        return headers
    }

    private static func body(of file: OpenFile, _ range: Range<Int64>, _ channel: any Channel) -> ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            try await file.send(range, to: channel)
            try await writer.finish(nil)
        }
    }
}
