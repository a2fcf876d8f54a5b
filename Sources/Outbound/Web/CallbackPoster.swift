import Domain
import Foundation

/// Posts call-backs to public addresses, and to those in a private network that the operator names.
package struct CallbackPoster: CallbackSender {
    private let web: WebClient

    /// - Parameter named: URLs whose hosts may lie in a private network or on this machine.
    package init(web: WebClient, named: [String]) {
        // The sender's answer is of no interest, and a backend that is slow is tried again.
        self.web = web.naming(named, as: "callbacks").limited(to: WebLimits(total: .seconds(20), answerBytes: 64 << 10))
    }

    package func post(_ url: String, headers: [String: String], body: [UInt8]) async throws(CallbackFault) {
        var request = WebRequest.json("POST", url, Data(body))
        request.headers.merge(headers) { _, new in new }
        request.headers["User-Agent"] = "greenroom"
        let response: WebResponse
        do {
            response = try await web.send(request)
        } catch {
            switch error {
            case .invalid(let reason): throw .refused(reason)
            case .forbiddenAddress: throw .refused("the address is not public")
            case .refused: throw .failed("this server works offline")
            case .unreachable(let reason), .unsent(let reason): throw .failed(reason)
            case .timedOut: throw .failed("it took too long to answer")
            case .tooLarge, .tooManyRedirects, .busy, .storageFull, .cancelled: throw .failed("\(error)")
            }
        }
        // 410 is the receiver's word that it wants no more (Standard Webhooks).
        guard response.status != 410 else { throw .refused("it answered 410") }
        guard (200..<300).contains(response.status) else { throw .failed("it answered \(response.status)") }
    }
}
