import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a JSON request body.
enum JSONBody {
    /// The raw bytes, at most `limitBytes` of them.
    /// - Throws: ``ErrorBody``: 413, 415.
    static func read(_ request: Request, limitBytes: Int) async throws -> ByteBuffer {
        if let type = request.headers[.contentType], !isJSON(type) {
            throw ErrorBody(
                status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA",
                message: "The body's Content-Type must be application/json.")
        }
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }), length > Int64(limitBytes) {
            throw ErrorBody.tooLarge(limitBytes: Int64(limitBytes))
        }
        do {
            return try await request.body.collect(upTo: limitBytes)
        } catch is NIOTooManyBytesError {
            throw ErrorBody.tooLarge(limitBytes: Int64(limitBytes))
        }
    }

    /// - Throws: 400 that says what does not fit, and where.
    static func parse(_ bytes: ByteBuffer) throws(ErrorBody) -> JSONInput {
        do {
            return try JSONParser.parse(Array(bytes.readableBytesView))
        } catch {
            throw .badRequest("The body is not valid JSON: \(error.reason), at byte \(error.offset).")
        }
    }

    private static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type == "application/json" || type.hasSuffix("+json")
    }
}
