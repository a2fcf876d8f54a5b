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
        switch try await idempotency.begin(key: key, account: account, requestHash: hash) {
        case .carryOut(let claim): return try await carryOut(key, claim, account, respond)
        case .answered(let status, let body):
            return Response(
                status: HTTPResponse.Status(code: status),
                headers: [
                    .contentType: "application/json", .cacheControl: "no-store", .idempotentReplayed: "true",
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
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
                key: key, account: account, status: response.status.code, body: Data(bytes.readableBytesView))
            return response
        } catch {
            try? await idempotency.fail(key: key, account: account, isRefusal: ErrorBody(told: error) != nil)
            throw error
        }
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
