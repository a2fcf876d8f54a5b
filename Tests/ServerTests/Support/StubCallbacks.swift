import Crypto
import Domain
import Foundation
import Synchronization

/// Programs that are called back.
final class StubCallbacks: CallbackSender {
    struct Call: Sendable {
        let url: String
        let headers: [String: String]
        let body: [UInt8]

        var json: JSONTree { JSONTree((try? JSONSerialization.jsonObject(with: Data(body))) ?? NSNull()) }

        /// As a receiver of Standard Webhooks checks it.
        func isSigned(by secret: String) -> Bool {
            guard let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))),
                let id = headers["webhook-id"], let time = headers["webhook-timestamp"]
            else { return false }
            let signed = Data("\(id).\(time).".utf8) + Data(body)
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
            let wanted = "v1," + Data(code).base64EncodedString()
            return headers["webhook-signature"]?.split(separator: " ").contains(Substring(wanted)) ?? false
        }
    }

    let calls: AsyncStream<Call>
    private let call: AsyncStream<Call>.Continuation
    private let status = Mutex(204)

    init() { (calls, call) = AsyncStream.makeStream(of: Call.self) }

    /// What is answered from now on.
    func answer(with status: Int) { self.status.withLock { $0 = status } }

    func next() async -> Call? { await calls.first { _ in true } }

    func check(_ url: String) throws(CallbackFault) {
        guard url.hasPrefix("https://") else { throw .refused("the address is not public") }
    }

    func post(_ url: String, headers: [String: String], body: [UInt8]) async throws(CallbackFault) -> Int {
        call.yield(Call(url: url, headers: headers, body: body))
        return status.withLock { $0 }
    }
}
