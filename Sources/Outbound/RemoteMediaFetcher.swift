import Domain
import Foundation
import Synchronization

/// Fetches what clients name by URL, through libcurl, with the address policy on every connection it makes.
package final class RemoteMediaFetcher: RemoteMedia {
    private let policy: AddressPolicy
    private let outbound: OutboundPolicy
    private let timeout: Duration
    /// libcurl blocks; at most this many threads do so at a time, and the rest wait their turn.
    private let threads = OperationQueue()

    /// - Parameters:
    ///   - policy: which addresses a client's URL may lead to.
    ///   - outbound: whether anybody may be called at all.
    ///   - timeout: for one whole transfer, redirects included.
    package init(
        policy: AddressPolicy = AddressPolicy(), outbound: OutboundPolicy = .online,
        timeout: Duration = .seconds(600), atOnce: Int = 4
    ) {
        self.policy = policy
        self.outbound = outbound
        self.timeout = timeout
        threads.name = "outbound"
        threads.maxConcurrentOperationCount = atOnce
    }

    package func fetch(_ url: String, to path: String, maxBytes: Int64) async throws(FetchError) -> String? {
        let target = try MediaURL(url)
        do { _ = try outbound.addresses(for: target.text) } catch {
            throw .offline
        }
        let transfer = Transfer(
            url: target.text, path: path, maxBytes: maxBytes, timeout: timeout, addresses: policy)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (done: CheckedContinuation<Result<String?, FetchError>, Never>) in
                threads.addOperation { done.resume(returning: transfer.perform()) }
            }
        } onCancel: {
            transfer.cancel()
        }
        if case .failure(.forbiddenAddress) = result { outbound.noteForbiddenAddress() }
        return try result.get()
    }
}

/// A URL that may be fetched: http or https, with a host and without credentials.
struct MediaURL: Equatable {
    let text: String

    /// - Throws: ``FetchError/invalidURL(_:)`` saying what is wrong with it.
    init(_ text: String) throws(FetchError) {
        guard text.utf8.count <= 2048 else { throw .invalidURL("is longer than 2048 characters") }
        guard !text.utf8.contains(where: { $0 <= 32 || $0 == 127 }) else {
            throw .invalidURL("contains a space or a control character")
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw .invalidURL("is not a URL")
        }
        guard scheme == "http" || scheme == "https" else { throw .invalidURL("must begin with http:// or https://") }
        guard let host = parts.host, !host.isEmpty else { throw .invalidURL("names no host") }
        guard parts.user == nil && parts.password == nil else {
            throw .invalidURL("must not contain a user name or password")
        }
        self.text = text
    }
}
