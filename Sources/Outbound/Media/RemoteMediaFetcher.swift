import Domain
import Foundation

/// Fetches what clients name by URL, with the address policy on every connection it makes. Accounts take turns: one
/// that names slow servers does not hold up the others.
package final class RemoteMediaFetcher: RemoteMedia {
    private let web: WebClient
    private let policy: AddressPolicy

    /// - Parameters:
    ///   - policy: which addresses a client's URL may lead to.
    ///   - outbound: whether anybody may be called at all.
    ///   - pool: one of its own, in which each account has a share.
    ///   - total: for one whole transfer, waiting and redirects included.
    package init(
        policy: AddressPolicy = AddressPolicy(), outbound: OutboundPolicy = .online,
        pool: OutboundPool = RemoteMediaFetcher.pool(), total: Duration = .seconds(600)
    ) {
        self.policy = policy
        var limits = WebLimits(total: total)
        limits.connect = .seconds(10)
        limits.idle = .seconds(20)
        limits.slowest = 4096
        limits.redirects = 5
        web = WebClient(policy: outbound, pool: pool, limits: limits)
    }

    /// - Parameters:
    ///   - places: downloads at a time.
    ///   - perAccount: of them for one account.
    package static func pool(places: Int = 32, perAccount: Int = 3) -> OutboundPool {
        OutboundPool(name: "media", places: places, perShare: perAccount, waitingPerShare: 32)
    }

    package func fetch(
        _ url: String, to path: String, maxBytes: Int64, for account: AccountID
    ) async throws(FetchError) -> String? {
        let target = try MediaURL(url)
        var request = WebRequest("GET", target.text)
        var limits = web.limits
        limits.answerBytes = maxBytes
        request.limits = limits
        let download: WebDownload
        do {
            download = try await web.strangers(policy, as: account.rawValue).download(request, to: path)
        } catch {
            throw Self.failure(error, maxBytes)
        }
        guard download.head.isSuccess else { throw .status(download.head.status) }
        return Self.name(in: download.head.headers["content-disposition"] ?? "")
            ?? Self.lastPart(of: URLComponents(string: download.url)?.path ?? "")
    }

    private static func failure(_ error: WebError, _ maxBytes: Int64) -> FetchError {
        switch error {
        case .invalid: .invalidURL("leads to something that is not a URL")
        case .refused: .offline
        case .forbiddenAddress: .forbiddenAddress
        case .tooLarge: .tooLarge(limit: maxBytes)
        case .tooManyRedirects: .unreachable("it redirects more than five times")
        case .timedOut: .timedOut
        case .busy: .busy
        case .storageFull: .storageFull
        case .cancelled: .unreachable("the request was given up")
        case .unreachable(let reason), .unsent(let reason): .unreachable(reason)
        }
    }

    /// That of a `attachment; filename="x.mp4"`.
    private static func name(in disposition: String) -> String? {
        guard let start = disposition.range(of: "filename=", options: .caseInsensitive) else { return nil }
        let value = disposition[start.upperBound...].prefix { $0 != ";" && !$0.isNewline }
        return lastPart(of: value.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")))
    }

    private static func lastPart(of path: String) -> String? {
        let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
        return name?.isEmpty == false ? name : nil
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
