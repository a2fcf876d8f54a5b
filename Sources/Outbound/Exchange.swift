import CCurl
import Foundation
import Synchronization

/// One request and its answer in memory, on the thread that calls ``perform()``.
///
/// `@unchecked Sendable`: everything but the flag is touched by that thread only.
final class Exchange: CurlReceiver, @unchecked Sendable {
    private let request: WebRequest
    private let maxBytes: Int
    private let timeout: Duration
    let addresses: AddressPolicy
    private let cancelled = Atomic(false)

    private var headers: [String: String] = [:]
    private var body = Data()
    /// What a callback found wrong; libcurl itself then only reports that it was stopped.
    private var stopped: WebError?

    init(request: WebRequest, maxBytes: Int, timeout: Duration, addresses: AddressPolicy) {
        self.request = request
        self.maxBytes = maxBytes
        self.timeout = timeout
        self.addresses = addresses
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Blocks until the answer is there or the exchange failed.
    func perform() -> Result<WebResponse, WebError> {
        guard let handle = curl_easy_init() else { return .failure(.unreachable("libcurl does not start")) }
        defer { curl_easy_cleanup(handle) }
        var fields: UnsafeMutablePointer<curl_slist>?
        for (name, value) in request.headers { fields = curl_slist_append(fields, "\(name): \(value)") }
        defer { curl_slist_free_all(fields) }
        configure(handle, fields)
        let callbacks = CurlCallbacks(self)
        callbacks.install(on: handle)

        let code = withExtendedLifetime(callbacks) { curl_easy_perform(handle) }

        guard code == CURLE_OK else { return .failure(stopped ?? failure(code)) }
        var status = 0
        greenroom_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return .success(WebResponse(status: status, headers: headers, body: body))
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ fields: UnsafeMutablePointer<curl_slist>?) {
        let milliseconds = Int(timeout.components.seconds) * 1000
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_CONNECTTIMEOUT, 5),
            (CURLOPT_TIMEOUT_MS, max(1000, milliseconds)), (CURLOPT_NOPROGRESS, 0), (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_FRESH_CONNECT, 1),
        ] {
            greenroom_curl_set_long(handle, option, value)
        }
        for (option, text) in [
            (CURLOPT_URL, request.url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_PROXY, ""),
            (CURLOPT_NOPROXY, "*"), (CURLOPT_USERAGENT, "Greenroom"),
        ] {
            greenroom_curl_set_text(handle, option, text)
        }
        if let body = request.body { greenroom_curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, body) }
        if let fields { greenroom_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields) }
    }

    func consider(isForbidden: Bool) {
        // Of several addresses of a name, one may be refused before another is connected to.
        stopped = isForbidden ? .forbiddenAddress : nil
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= maxBytes else {
            stopped = .tooLarge(limitBytes: maxBytes)
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    func take(header line: String) {
        if line.hasPrefix("HTTP/") { headers = [:] }  // of an interim answer
        guard let colon = line.firstIndex(of: ":"), headers.count < 100 else { return }
        headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func failure(_ code: CURLcode) -> WebError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        default: .unreachable(String(cString: curl_easy_strerror(code)))
        }
    }
}
