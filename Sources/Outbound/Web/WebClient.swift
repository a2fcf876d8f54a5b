import Domain
import Foundation

/// Asks services over HTTP: any method; bodies from memory, a file or a stream; answers into memory, a file or line by
/// line. A value: who it may call and how long that may take; the connections are its pool's.
package struct WebClient: Sendable {
    private let pool: OutboundPool
    private var policy: OutboundPolicy
    private(set) var limits: WebLimits
    private var share = "any"
    /// Instead of the policy's own, for URLs that clients name.
    private var addresses: AddressPolicy?

    package init(policy: OutboundPolicy, pool: OutboundPool = OutboundPool(), limits: WebLimits = WebLimits()) {
        self.policy = policy
        self.pool = pool
        self.limits = limits
    }

    /// The same client for a service whose URLs stand in the operator's settings, see ``OutboundPolicy/naming(_:)``.
    /// - Parameter share: a word for the service; it has its own share of the pool.
    package func naming(_ urls: [String], as share: String) -> WebClient {
        var client = self
        client.policy = policy.naming(urls)
        client.share = share
        return client
    }

    package func limited(to limits: WebLimits) -> WebClient {
        var client = self
        client.limits = limits
        return client
    }

    /// The same client for URLs that a client names: nothing but these addresses, whatever the settings name.
    func strangers(_ addresses: AddressPolicy, as share: String) -> WebClient {
        var client = self
        client.addresses = addresses
        client.share = share
        return client
    }

    /// - Returns: the answer, whatever its status.
    package func send(_ request: WebRequest) async throws(WebError) -> WebResponse {
        let sink = MemorySink()
        let outcome = try await perform(request, into: sink)
        return WebResponse(status: outcome.head.status, headers: outcome.head.headers, body: sink.data)
    }

    /// Streams the body of a successful answer into a file, which is made or emptied first.
    package func download(_ request: WebRequest, to path: String) async throws(WebError) -> WebDownload {
        let sink = try FileSink(path: path)
        let outcome = try await perform(request, into: sink)
        return WebDownload(
            head: outcome.head, bytes: sink.written, refusal: outcome.refusal, url: outcome.url)
    }

    /// The same into a file that is there, behind `offset`; everything else of it stays as it is.
    package func download(_ request: WebRequest, into path: String, at offset: Int64) async throws(WebError)
        -> WebDownload
    {
        let sink = try FileSink(into: path, at: offset)
        let outcome = try await perform(request, into: sink)
        return WebDownload(
            head: outcome.head, bytes: sink.written, refusal: outcome.refusal, url: outcome.url)
    }

    /// Streams the body of a successful answer into a file. What an earlier attempt left there is kept when the service
    /// sends the rest of it (RFC 9110, section 14.2).
    /// - Parameter told: how long the file is; called on the pool's thread.
    package func resume(
        _ request: WebRequest, to path: String, told: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws(WebError) -> WebDownload {
        var facts = stat()
        let kept = stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
        let sink = try FileSink(path: path, behind: kept, told: told)
        var request = request
        if kept > 0 { request.headers["Range"] = "bytes=\(kept)-" }
        let outcome = try await perform(request, into: sink)
        return WebDownload(
            head: outcome.head, bytes: sink.written, refusal: outcome.refusal, url: outcome.url)
    }

    /// Hands on the answer's lines as they come; the transfer waits while nobody takes them, and ends when they are
    /// dropped.
    /// - Parameter longestLine: in bytes; more ends the transfer.
    package func lines(_ request: WebRequest, longestLine: Int = 1 << 20) async throws(WebError) -> WebLines {
        try await texts(request, LineChannel(LineSplitter(longest: longestLine)))
    }

    /// Listens to a WebSocket (RFC 6455): hands on its text messages as ``lines(_:longestLine:)`` does lines. Nothing is
    /// sent, not even answers to pings.
    /// - Parameters:
    ///   - request: a GET of http or https; its limits hold for as long as the connection is open.
    ///   - longest: a message, in bytes; more ends the transfer.
    package func messages(_ request: WebRequest, longest: Int = 1 << 20) async throws(WebError) -> WebLines {
        var request = request
        request.isAlone = true
        request.upgrade = WebSocketHandshake()
        return try await texts(request, LineChannel(WebSocketFrames(longest: longest)))
    }

    private func texts(_ request: WebRequest, _ channel: LineChannel) async throws(WebError) -> WebLines {
        let work = Task {
            do throws(WebError) {
                let outcome = try await perform(request, into: channel)
                channel.finish(.success(outcome))
            } catch {
                channel.finish(.failure(error))
            }
        }
        let start = await withTaskCancellationHandler {
            await channel.start()
        } onCancel: {
            work.cancel()
        }
        switch start {
        case .success(let start):
            return WebLines(head: start.head, refusal: start.refusal, channel: channel) { work.cancel() }
        case .failure(let error): throw error
        }
    }

    /// Why a URL can never be called; nil for what shows only once its name is looked up.
    func refusal(of url: String) -> WebError? {
        do throws(WebError) { try WebLine.requireURL(url) } catch { return error }
        let allowed: AddressPolicy
        do { allowed = try policy.addresses(for: url) } catch { return .refused(error) }
        let host = URLComponents(string: url)?.host?.lowercased() ?? ""
        if host == "localhost" || host.hasSuffix(".localhost") {
            return allowed.allowsLoopback ? nil : .forbiddenAddress
        }
        guard let address = IPAddress(host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))) else { return nil }
        return allowed.allows(address) ? nil : .forbiddenAddress
    }

    struct Outcome: Sendable {
        let head: WebHead
        let refusal: Data
        let url: String
    }

    private func perform(_ first: WebRequest, into sink: any BodySink) async throws(WebError) -> Outcome {
        let limits = first.limits ?? limits
        let endsAt = ContinuousClock.now + limits.total
        let follows = limits.redirects > 0 && ["GET", "HEAD"].contains(first.method)
        var request = first
        for _ in 0...max(0, limits.redirects) {
            let exchange = try exchange(for: request, limits, into: sink, follows: follows, endsAt: endsAt)
            await pool.run(exchange)
            if exchange.result == .failure(.forbiddenAddress) { policy.noteForbiddenAddress() }
            let head = try exchange.result.get()
            guard follows, head.isRedirect else {
                return Outcome(head: head, refusal: exchange.aside, url: request.url)
            }
            guard let next = exchange.redirectURL else {
                throw .invalid("the redirect leads to something that is no URL")
            }
            request = redirected(request, to: next)
        }
        throw .tooManyRedirects
    }

    /// Everything that must hold before a request leaves, for each address that it leads to.
    private func exchange(
        for request: WebRequest, _ limits: WebLimits, into sink: any BodySink, follows: Bool,
        endsAt: ContinuousClock.Instant
    ) throws(WebError) -> WebExchange {
        try WebLine.requireMethod(request.method)
        try WebLine.requireURL(request.url)
        let named: AddressPolicy
        do { named = try policy.addresses(for: request.url) } catch { throw .refused(error) }
        var signed = request
        if let signer = request.signer {
            let added = try signer.headers(
                for: SigningRequest(
                    method: request.method, url: request.url, headers: request.headers, body: request.body))
            let names = Set(added.keys.map { $0.lowercased() })
            signed.headers = request.headers.filter { !names.contains($0.key.lowercased()) }
                .merging(added) { _, added in added }
        }
        return try WebExchange(
            signed, limits: limits, to: sink, follows: follows, share: share, endsAt: endsAt,
            addresses: addresses ?? named)
    }

    /// What was meant for one service is not told another.
    private func redirected(_ request: WebRequest, to url: String) -> WebRequest {
        var next = request
        next.url = url
        guard !OutboundPolicy.isSameOrigin(request.url, url) else { return next }
        next.signer = nil
        next.headers = request.headers.filter { ["accept", "range"].contains($0.key.lowercased()) }
        return next
    }
}
