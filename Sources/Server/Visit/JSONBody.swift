import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a JSON request body, naming what is wrong with it.
enum JSONBody {
    private static let decoder = JSONDecoder()

    /// - Throws: ``ErrorBody``: 413, 415, 400 for what is not JSON or of the wrong type, 422 for what is missing or
    ///   outside its values.
    static func decode<Body: Decodable>(
        _ type: Body.Type, from request: Request, limitBytes: Int
    ) async throws -> Body {
        try await decode(type, from: read(request, limitBytes: limitBytes))
    }

    /// The raw bytes, at most `limitBytes` of them.
    static func read(_ request: Request, limitBytes: Int) async throws -> ByteBuffer {
        if let type = request.headers[.contentType], !isJSON(type) {
            throw ErrorBody(
                status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA", message: "The body must be application/json.")
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

    static func decode<Body: Decodable>(_ type: Body.Type, from bytes: ByteBuffer) throws -> Body {
        do {
            return try decoder.decode(type, from: Data(bytes.readableBytesView))
        } catch let error as DecodingError {
            throw explain(error)
        }
    }

    private static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type == "application/json" || type.hasSuffix("+json")
    }

    private static func explain(_ error: DecodingError) -> ErrorBody {
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let field = name(context.codingPath)
            guard !field.isEmpty else { return .badRequest("The body must be \(word(for: type)).") }
            return .badRequest("`\(field)` must be \(word(for: type)).", field: field)
        case .keyNotFound(let key, let context):
            let field = name(context.codingPath + [key])
            return .invalid(field, "`\(field)` is missing.")
        case .dataCorrupted(let context):
            let field = name(context.codingPath)
            guard !field.isEmpty else { return .badRequest("The body is not valid JSON.") }
            return .invalid(field, "`\(field)` has a value that is not allowed.")
        @unknown default:
            return .badRequest("The body cannot be read.")
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.map(\.stringValue).joined(separator: ".")
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "a whole number"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
