import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// Carries a request with an `Idempotency-Key` out once; its repetitions get the same answer again.
struct ReplayGate: Sendable {
    let idempotency: Idempotency
    let limits: ServerLimits

    func once(
        _ key: String, _ call: Call, _ respond: @Sendable (Call) async throws -> Response
    ) async throws -> Response {
        let body = try await JSONBody.read(call.request, limitBytes: limits.jsonBytes)
        return try await once(key, call, Data(body.readableBytesView)) {
            var first = call
            first.visit.request.body = RequestBody(buffer: body)
            return try await respond(first)
        }
    }

    /// - Parameter content: what makes two requests to the same route the same one.
    func once(
        _ key: String, _ call: Call, _ content: Data, _ respond: () async throws -> Response
    ) async throws -> Response {
        let account = call.caller.account.id
        let hash = Self.hash(call.request, content)
        switch try await idempotency.begin(key: key, account: account, request: hash) {
        case .carryOut(let claim): return try await carryOut(key, claim, account, respond)
        case .answered(let status, let kept): return Self.answer(again: kept, status: status)
        }
    }

    private func carryOut(
        _ key: String, _ claim: IdempotencyClaim, _ account: AccountID, _ respond: () async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await IdempotencyClaim.$current.withValue(claim) { try await respond() }
            let bytes = try await Self.bytes(of: response.body)
            response.body = ResponseBody(byteBuffer: bytes)
            try await idempotency.finish(
                key: key, account: account, status: response.status.code, body: Self.kept(response.headers, bytes))
            return response
        } catch {
            try? await idempotency.fail(key: key, account: account, isRefusal: ErrorBody(told: error) != nil)
            throw error
        }
    }

    /// The headers that a client needs again; the others are made anew.
    private static let keptHeaders: [HTTPField.Name] = [.contentType, .location, .named("Upload-Expires")]

    /// The headers as lines, an empty line, and the body.
    private static func kept(_ headers: HTTPFields, _ body: ByteBuffer) -> Data {
        let lines = keptHeaders.compactMap { name in headers[name].map { "\(name.rawName): \($0)\n" } }
        return Data((lines.joined() + "\n").utf8) + Data(body.readableBytesView)
    }

    private static func answer(again kept: Data, status: Int) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store", .idempotentReplayed: "true"]
        var rest = kept[...]
        while let end = rest.firstIndex(of: 0x0a) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[rest.index(after: end)...]
            guard let colon = line.firstRange(of: ": "), let name = HTTPField.Name(String(line[..<colon.lowerBound]))
            else { break }
            headers[name] = String(line[colon.upperBound...])
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: rest)))
    }

    private static func hash(_ request: Request, _ content: Data) -> Data {
        var hasher = SHA256()
        hasher.update(data: Data("\(request.method) \(request.uri.path)\n".utf8))
        hasher.update(data: content)
        return Data(hasher.finalize())
    }

    private static func bytes(of body: ResponseBody) async throws -> ByteBuffer {
        let collector = Collector()
        try await body.write(collector)
        return collector.bytes
    }

    /// Takes a body in memory: the answers of such requests are small JSON.
    private final class Collector: ResponseBodyWriter {
        private(set) var bytes = ByteBuffer()

        func write(_ buffer: ByteBuffer) async throws { bytes.writeImmutableBuffer(buffer) }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
