import Domain
import Foundation

/// Posts call-backs to public addresses, and to those in a private network that the operator names. It follows no
/// redirects.
package struct CallbackPoster: CallbackSender {
    private let web: WebClient

    /// - Parameter named: URLs whose hosts may lie in a private network or on this machine.
    package init(web: WebClient, named: [String]) {
        // The sender's answer is of no interest, and a backend that is slow is tried again.
        self.web = web.naming(named, as: "callbacks").limited(to: WebLimits(total: .seconds(20), answerBytes: 64 << 10))
    }

    package func check(_ url: String) throws(CallbackFault) {
        if let error = web.refusal(of: url) { throw Self.fault(error) }
    }

    package func post(
        _ url: String, headers: [String: String], body: [UInt8]
    ) async throws(CallbackFault) -> Int {
        var request = WebRequest.json("POST", url, Data(body))
        request.headers.merge(headers) { _, new in new }
        request.headers["User-Agent"] = "greenroom"
        do { return try await web.send(request).status } catch { throw Self.fault(error) }
    }

    private static func fault(_ error: WebError) -> CallbackFault {
        switch error {
        case .invalid(let reason): .refused(reason)
        case .forbiddenAddress: .refused("the address is not public")
        case .refused: .offline
        case .unreachable(let reason), .unsent(let reason): .failed(reason)
        case .timedOut: .failed("it took too long to answer")
        case .tooLarge: .failed("its answer is too large")
        case .tooManyRedirects, .busy, .storageFull, .cancelled: .failed("\(error)")
        }
    }
}
