import CCurl
import Foundation

/// One request to one address and its answer; redirects are another one's business.
final class WebExchange: CurlTransfer, @unchecked Sendable {
    /// A head of more than this, interim answers and trailers included, ends the transfer.
    private static let longestHead = 64 << 10
    private static let mostHeaders = 200
    /// Of a body that is not what was asked for: that of a refusal, or of a redirect.
    private static let longestAside = 64 << 10

    private let request: WebRequest
    private let lines: [String]
    private let limits: WebLimits
    private let source: (any BodySource)?
    private let sink: any BodySink
    private let follows: Bool

    private var headBytes = 0
    private var status = 0
    private var headers: [String: String] = [:]
    private var head: WebHead?
    private var received: Int64 = 0
    /// What a callback found wrong; libcurl itself then only reports that it was stopped.
    private var stopped: WebError?

    private(set) var result: Result<WebHead, WebError> = .failure(.cancelled)
    /// The beginning of a body that was not for the sink.
    private(set) var aside = Data()
    /// The rest of such a body does not matter.
    private var isEnough = false

    /// Where a redirect leads, as a whole URL.
    var redirectURL: String? {
        head?.headers["location"].flatMap { URL(string: $0, relativeTo: URL(string: request.url)) }?.absoluteString
    }

    /// - Parameters:
    ///   - request: with everything that its signer adds.
    ///   - follows: a redirect's body is dropped.
    /// - Throws: ``WebError/invalid(_:)`` for what cannot be sent.
    init(
        _ request: WebRequest, limits: WebLimits, to sink: any BodySink, follows: Bool, share: String,
        endsAt: ContinuousClock.Instant, addresses: AddressPolicy
    ) throws(WebError) {
        self.request = request
        self.limits = limits
        self.sink = sink
        self.follows = follows
        lines = try WebLine.lines(request.headers)
        switch request.body {
        case .bytes(let data): source = MemorySource(data)
        case .file(let file): source = try FileSource(file)
        case .stream(let length, let stream): source = StreamSource(length: length, stream)
        case .parts(let parts): source = try PartsSource(parts)
        case nil: source = ["POST", "PUT", "PATCH"].contains(request.method) ? MemorySource(Data()) : nil
        }
        super.init(share: share, endsAt: endsAt, addresses: addresses)
    }

    override var isRepeatable: Bool {
        if case .stream = request.body { return false }
        return request.isIdempotent
    }

    override func makeHandle() -> CurlHandle? {
        guard let handle = CurlHandle(url: request.url, protocols: "http,https", connect: limits.connect) else {
            return nil
        }
        if let idle = limits.idle {
            handle.set(CURLOPT_LOW_SPEED_LIMIT, limits.slowest)
            handle.set(CURLOPT_LOW_SPEED_TIME, max(1, Int(idle.components.seconds)))
        }
        if let most = limits.sentBytesPerSecond {
            handle.set(CURLOPT_MAX_SEND_SPEED_LARGE, offset: Int64(max(1, most)))
        }
        if let source {
            handle.set(CURLOPT_UPLOAD, 1)
            handle.set(CURLOPT_INFILESIZE_LARGE, offset: source.length ?? -1)
            source.begin(resume: resume)
        } else if request.method == "HEAD" {
            handle.set(CURLOPT_NOBODY, 1)
        }
        if source != nil || !["GET", "HEAD"].contains(request.method) {
            handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        // A stream cannot be sent again when a kept connection turns out to be dead.
        if case .stream = request.body { handle.set(CURLOPT_FRESH_CONNECT, 1) }
        if request.isAlone { handle.set(CURLOPT_FRESH_CONNECT, 1) }
        handle.set(CURLOPT_HTTPHEADER, lines: lines + (request.upgrade?.lines ?? []) + ["Expect:"])
        return handle
    }

    override func read(into room: UnsafeMutableRawBufferPointer) -> Reading {
        guard let source else { return .abort }
        let reading = source.read(into: room)
        if case .abort = reading { stopped = .unreachable("the body to send ended before its length") }
        return reading
    }

    override func rewind() -> Bool { source?.rewind() ?? false }

    override func take(header line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.longestHead else {
            stopped = .unreachable("the answer's head is too large")
            return false
        }
        guard head == nil else { return true }  // a trailer
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers = [:]  // of an interim answer
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = text.firstIndex(of: ":"), headers.count < Self.mostHeaders {
            headers[text[..<colon].lowercased()] = text[text.index(after: colon)...]
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return true
    }

    override func take(body bytes: UnsafeRawBufferPointer) -> Taking {
        do throws(WebError) {
            let head = try begun()
            guard isForSink(head) else { return takeAside(bytes, head) }
            guard received + Int64(bytes.count) <= limits.answerBytes else {
                throw .tooLarge(limitBytes: limits.answerBytes)
            }
            let taking = try sink.take(bytes)
            if case .all = taking { received += Int64(bytes.count) }
            return taking
        } catch {
            stopped = error
            return .stop
        }
    }

    private func isForSink(_ head: WebHead) -> Bool {
        if let upgrade = request.upgrade { return upgrade.accepts(head) }
        return !(follows && head.isRedirect) && (head.isSuccess || sink.takesRefusals)
    }

    private func takeAside(_ bytes: UnsafeRawBufferPointer, _ head: WebHead) -> Taking {
        guard aside.count + bytes.count <= Self.longestAside else {
            aside.append(contentsOf: bytes.prefix(Self.longestAside - aside.count))
            isEnough = true
            return .stop
        }
        aside.append(contentsOf: bytes)
        return .all
    }

    /// The head, once it is complete: at the body's first byte or at the end.
    private func begun() throws(WebError) -> WebHead {
        if let head { return head }
        // Nothing compressed is asked for, so that no few bytes become many here. "aws-chunked" is what some clients of
        // S3 leave behind in an object's metadata; it says nothing about the bytes.
        let coding = headers["content-encoding"]?.lowercased() ?? "identity"
        guard ["", "identity", "aws-chunked"].contains(coding) else {
            throw .unreachable("the answer is compressed although that was not asked for")
        }
        let head = WebHead(status: status, headers: headers)
        self.head = head
        guard isForSink(head) else { return head }
        if request.method != "HEAD", let length = headers["content-length"].flatMap({ Int64($0) }),
            length > limits.answerBytes
        {
            throw .tooLarge(limitBytes: limits.answerBytes)
        }
        sink.begin(head, resume: resume)
        return head
    }

    override func finish(_ end: End) {
        source?.end()
        switch end {
        case .done(let code, _) where code == CURLE_OK || isEnough:
            do throws(WebError) { result = .success(try begun()) } catch { result = .failure(error) }
        case .done(let code, _):
            result = .failure(stopped ?? (isForbidden ? .forbiddenAddress : unlessUnsent(failure(code))))
        case .cancelled: result = .failure(.cancelled)
        case .timedOut: result = .failure(unlessUnsent(.timedOut))
        case .busy: result = .failure(.busy)
        case .outOfMemory: result = .failure(.unreachable("libcurl does not start"))
        }
    }

    /// Of a request that must not arrive twice it is told whether it has left.
    private func unlessUnsent(_ error: WebError) -> WebError {
        guard sends == 0, !request.isIdempotent else { return error }
        switch error {
        case .unreachable(let reason): return .unsent(reason)
        case .timedOut: return .unsent("no connection was made in time")
        default: return error
        }
    }

    private func failure(_ code: CURLcode) -> WebError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_URL_MALFORMAT: .invalid("the URL is not one that can be called")
        // The URL was looked at before: it is the answer that is of another protocol.
        case CURLE_UNSUPPORTED_PROTOCOL: .unreachable("what answers does not speak HTTP")
        case CURLE_COULDNT_RESOLVE_HOST: .unreachable("the host's name is unknown")
        case CURLE_ABORTED_BY_CALLBACK, CURLE_SEND_FAIL_REWIND:
            .unreachable("the connection ended before the answer, and the request is not one to send twice")
        default: .unreachable(String(cString: curl_easy_strerror(code)))
        }
    }
}
