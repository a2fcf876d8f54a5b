import Domain
import Foundation
import Outbound

/// A service that is asked in JSON over HTTP: where it is, and what proves whose requests these are.
struct RemoteService: Sendable {
    /// For a person: `DashScope`.
    let title: String
    /// Without a slash at its end.
    let base: String
    private let web: WebClient
    private let signer: (any RequestSigner)?
    private let headers: [String: String]

    /// - Parameters:
    ///   - share: a word for the service; it has its own share of the pool's connections.
    ///   - headers: of every request to it.
    init(
        title: String, base: String, share: String, web: WebClient, signer: (any RequestSigner)?,
        headers: [String: String] = [:], timeout: Duration = .seconds(60)
    ) {
        self.title = title
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.web = web.naming([base], as: share).limited(to: WebLimits(total: timeout, answerBytes: 4 << 20))
        self.signer = signer
        self.headers = headers
    }

    /// Ids come from services: they must not change the path.
    static func pathPart(_ id: String) -> String {
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_"))) ?? ""
    }

    /// - Parameter path: below the base, with its query.
    func request(
        _ method: String, _ path: String, json: Data? = nil, headers: [String: String] = [:]
    ) -> WebRequest {
        var request = WebRequest(
            method, base + path, headers: self.headers.merging(headers) { $1 }, body: json.map { .bytes($0) },
            signer: signer)
        if json != nil { request.headers["Content-Type"] = "application/json" }
        request.headers["Accept"] = request.headers["Accept"] ?? "application/json"
        request.headers["User-Agent"] = "greenroom"
        return request
    }

    /// The same for what must not arrive twice.
    func order(_ path: String, json: Data, headers: [String: String] = [:]) -> WebRequest {
        var request = request("POST", path, json: json, headers: headers)
        request.isAlone = true
        return request
    }

    /// - Returns: the answer of a status of success.
    func answer(to request: WebRequest) async throws(ServiceFault) -> WebResponse {
        let response: WebResponse
        do { response = try await web.send(request) } catch { throw ServiceFault(error) }
        guard (200..<300).contains(response.status) else {
            throw .refusal(Refused(response).refusal)
        }
        return response
    }

    func answer<Answer: Decodable>(
        to request: WebRequest, as type: Answer.Type
    ) async throws(ServiceFault) -> Answer {
        let response = try await answer(to: request)
        do { return try JSONDecoder().decode(type, from: response.body) } catch {
            throw .lost("an answer of \(response.body.count) bytes that is not what was expected: \(Self.kind(error))")
        }
    }

    /// Sends what lies in files, to the service or to where it wants them.
    /// - Parameter isElsewhere: its key is not shown there.
    func send(_ request: WebRequest, isElsewhere: Bool = false) async throws(ServiceFault) -> WebResponse {
        var request = request
        if !isElsewhere { request.signer = signer }
        var limits = WebLimits(total: .seconds(3600))
        limits.idle = .seconds(60)
        request.limits = limits
        let response: WebResponse
        do { response = try await web.send(request) } catch { throw ServiceFault(error) }
        guard (200..<300).contains(response.status) else { throw .refusal(Refused(response).refusal) }
        return response
    }

    /// Streams an answer's body into a file.
    /// - Parameters:
    ///   - url: of the service, or where it leaves results.
    ///   - isElsewhere: the key is not shown there.
    func fetch(
        _ url: String, to path: String, maxBytes: Int64, isElsewhere: Bool
    ) async throws(ServiceFault) -> WebDownload {
        var limits = WebLimits(total: .seconds(3600), answerBytes: maxBytes)
        limits.idle = .seconds(60)
        limits.redirects = 3
        var request = WebRequest("GET", url, headers: ["User-Agent": "greenroom"], limits: limits)
        if !isElsewhere {
            request.signer = signer
            request.headers.merge(headers) { $1 }
        }
        return try await download(request, to: path)
    }

    /// Listens to a WebSocket of the service for up to a day; on connections besides those of its requests.
    /// - Parameter path: below the base, with its query.
    func messages(_ path: String) async throws(ServiceFault) -> WebLines {
        var request = request("GET", path)
        request.limits = WebLimits(total: .seconds(24 * 3600), answerBytes: 1 << 40)
        let messages: WebLines
        do {
            messages = try await web.naming([base], as: title + " news").messages(request, longest: 8 << 20)
        } catch { throw ServiceFault(error) }
        guard messages.head.status == 101 else { throw .lost("an answer that is no WebSocket") }
        return messages
    }

    /// The answer to any request, into a file.
    func download(_ request: WebRequest, to path: String) async throws(ServiceFault) -> WebDownload {
        let download: WebDownload
        do { download = try await web.download(request, to: path) } catch { throw ServiceFault(error) }
        guard download.head.isSuccess else {
            throw .refusal(
                Refused(
                    WebResponse(
                        status: download.head.status, headers: download.head.headers, body: download.refusal)
                ).refusal)
        }
        return download
    }

    /// What was wrong with an answer, without what it said.
    private static func kind(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another kind"
        default: "it is not JSON"
        }
    }
}

/// Reads a refusal, whichever of the usual forms it has.
private struct Refused {
    let refusal: ServiceFault.Refusal

    init(_ response: WebResponse) {
        var refusal = ServiceFault.Refusal(status: response.status)
        refusal.retryAfter = response.headers["retry-after"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        let body = (try? JSONSerialization.jsonObject(with: response.body)) as? [String: Any] ?? [:]
        let inner = body["error"] as? [String: Any]
        refusal.code = body["code"] as? String ?? inner?["code"] as? String ?? inner?["type"] as? String ?? ""
        refusal.message =
            body["message"] as? String ?? inner?["message"] as? String ?? body["error"] as? String
            ?? body["detail"] as? String ?? Self.plain(response)
        self.refusal = refusal
    }

    /// The last line of a plain text, which is where programs in Python say what went wrong.
    private static func plain(_ response: WebResponse) -> String {
        guard response.headers["content-type"]?.hasPrefix("text/plain") == true else { return "" }
        let text = String(decoding: response.body.suffix(4000), as: UTF8.self)
        // Some end with a full stop on a line of its own.
        return text.split(whereSeparator: \.isNewline).last { $0.count > 2 }.map(String.init) ?? ""
    }
}

extension ServiceFault {
    init(_ error: WebError) {
        switch error {
        case .invalid(let reason): self = .unsent(reason)
        case .refused(let refusal): self = .unsent("this server works offline and does not call \(refusal.origin)")
        case .forbiddenAddress: self = .unsent("its name leads to an address that is not public")
        case .busy: self = .unsent("too many requests to it wait already")
        case .unsent(let reason): self = .unsent(reason)
        case .tooLarge(let limit): self = .unkept("more than \(limit) bytes")
        case .storageFull: self = .unkept("the disk is full")
        case .tooManyRedirects: self = .lost("it redirects without end")
        case .timedOut: self = .lost("it took too long")
        case .unreachable(let reason): self = .lost(reason)
        case .cancelled: self = .cancelled
        }
    }
}
