import Domain
import Foundation
import Outbound

/// A document that a provider publishes, kept as long as its `Cache-Control` allows (RFC 9111, section 5.2.2).
actor Published<Value: Sendable> {
    /// A document without an age is kept this long, and no document is asked for more often than once a minute.
    private static var unspecified: Duration { .seconds(300) }
    private static var shortest: Duration { .seconds(60) }
    private static var longest: Duration { .seconds(24 * 3600) }
    /// How often somebody who shows an unknown name can make us ask again.
    private static var refreshPause: Duration { .seconds(300) }

    private let address: @Sendable () async throws(IdentityError) -> String
    private let web: WebClient
    private let now: @Sendable () -> Timestamp
    private let read: @Sendable (Data) -> Value?

    private var kept: (value: Value, until: Timestamp)?
    private var lastRefresh: Timestamp?
    private var loading: Task<Result<Value, IdentityError>, Never>?

    /// - Parameters:
    ///   - address: where it lies; asked before every transfer.
    ///   - read: nil for bytes that are not such a document.
    init(
        at address: @escaping @Sendable () async throws(IdentityError) -> String, web: WebClient,
        now: @escaping @Sendable () -> Timestamp, read: @escaping @Sendable (Data) -> Value?
    ) {
        self.address = address
        self.web = web
        self.now = now
        self.read = read
    }

    func value() async throws(IdentityError) -> Value {
        if let kept, kept.until > now() { return kept.value }
        return try await load()
    }

    /// Asks again although the document is still good.
    /// - Returns: nil when that was done only a moment ago.
    func refreshed() async throws(IdentityError) -> Value? {
        if loading == nil, let lastRefresh, now() - lastRefresh < Self.refreshPause { return nil }
        let value = try await load()
        lastRefresh = now()
        return value
    }

    /// One transfer at a time: who comes meanwhile gets the same one's outcome.
    private func load() async throws(IdentityError) -> Value {
        let task: Task<Result<Value, IdentityError>, Never>
        if let loading {
            task = loading
        } else {
            task = Task { await self.fetch() }
            loading = task
        }
        let result = await task.value
        if loading == task { loading = nil }
        return try result.get()
    }

    private func fetch() async -> Result<Value, IdentityError> {
        do throws(IdentityError) {
            let reply = try await web.answer(to: .get(try await address()))
            guard reply.status == 200, let value = read(reply.body) else {
                throw .failed("a published document cannot be read, status \(reply.status)")
            }
            kept = (value, now() + Self.lifetime(reply.headers))
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private static func lifetime(_ headers: [String: String]) -> Duration {
        let directives = (headers["cache-control"] ?? "").lowercased().split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        if directives.contains("no-store") || directives.contains("no-cache") { return shortest }
        let age = headers["age"].flatMap { Int($0) } ?? 0
        let maxAge = directives.first { $0.hasPrefix("max-age=") }.flatMap { Int($0.dropFirst(8)) }
        guard let maxAge else { return unspecified }
        return min(longest, max(shortest, .seconds(min(maxAge, 1 << 30) - max(0, min(age, 1 << 30)))))
    }
}

extension WebClient {
    /// An answer of any status.
    func answer(to request: WebRequest) async throws(IdentityError) -> WebResponse {
        do {
            return try await send(request)
        } catch {
            switch error {
            case .invalid(let reason): throw .failed("the provider cannot be asked: \(reason)")
            case .tooManyRedirects: throw .failed("the provider redirects without end")
            case .busy: throw .failed("too many wait for the provider already")
            case .storageFull, .cancelled: throw .failed("the request was given up")
            case .refused(let refusal): throw .failed("this server works offline and does not call \(refusal.origin)")
            case .forbiddenAddress: throw .failed("the provider's name leads to an address that is not public")
            case .tooLarge(let limit): throw .failed("the provider answered with more than \(limit) bytes")
            case .timedOut: throw .timedOut
            case .unreachable(let reason), .unsent(let reason):
                throw .failed("the provider cannot be reached: \(reason)")
            }
        }
    }
}
