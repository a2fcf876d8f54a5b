import Domain

/// Backends that are called back.
final class StubCallbacks: CallbackSender {
    struct Call: Sendable {
        let url: String
        let headers: [String: String]
        let body: [UInt8]
    }

    let calls: AsyncStream<Call>
    private let call: AsyncStream<Call>.Continuation

    init() { (calls, call) = AsyncStream.makeStream(of: Call.self) }

    func post(_ url: String, headers: [String: String], body: [UInt8]) async throws(CallbackFault) {
        call.yield(Call(url: url, headers: headers, body: body))
    }
}
