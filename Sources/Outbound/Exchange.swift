import CCurl
import Foundation
import Synchronization

/// One request and its answer in memory, on the thread that calls ``perform()``.
///
/// `@unchecked Sendable`: everything but the flag is touched by that thread only.
final class Exchange: @unchecked Sendable {
    private let request: WebRequest
    private let maxBytes: Int
    private let timeout: Duration
    private let addresses: AddressPolicy
    private let isCancelled = Atomic(false)

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

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Blocks until the answer is there or the exchange failed.
    func perform() -> Result<WebResponse, WebError> {
        guard let handle = curl_easy_init() else { return .failure(.unreachable("libcurl does not start")) }
        defer { curl_easy_cleanup(handle) }
        var fields: UnsafeMutablePointer<curl_slist>?
        for (name, value) in request.headers { fields = curl_slist_append(fields, "\(name): \(value)") }
        defer { curl_slist_free_all(fields) }
        configure(handle, fields)

        let code = curl_easy_perform(handle)

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

        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_XFERINFODATA] {
            greenroom_curl_set_pointer(handle, option, me)
        }
        greenroom_curl_set_writer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            Exchange.from(me)?.write(bytes, size * count) ?? 0
        }
        greenroom_curl_set_writer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            Exchange.from(me)?.header(bytes, size * count) ?? 0
        }
        greenroom_curl_set_opener(handle) { me, _, address in
            guard let exchange = Exchange.from(me), let address else { return greenroom_curl_no_socket() }
            return exchange.openSocket(address)
        }
        greenroom_curl_set_watcher(handle) { me, _, _, _, _ in
            Exchange.from(me)?.isCancelled.load(ordering: .relaxed) == false ? 0 : 1
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> Exchange? {
        pointer.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = withUnsafePointer(to: &address.pointee.addr) {
            IPAddress($0, length: Int(address.pointee.addrlen))
        }
        guard let target, addresses.allows(target) else {
            stopped = .forbiddenAddress
            return greenroom_curl_no_socket()
        }
        stopped = nil  // another address of the same name may have been refused before this one
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    private func write(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes else { return 0 }
        guard body.count + count <= maxBytes else {
            stopped = .tooLarge(limitBytes: maxBytes)
            return 0
        }
        body.append(Data(bytes: bytes, count: count))
        return count
    }

    private func header(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes else { return 0 }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        if line.hasPrefix("HTTP/") { headers = [:] }  // of an interim answer
        guard let colon = line.firstIndex(of: ":"), headers.count < 100 else { return count }
        headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return count
    }

    private func failure(_ code: CURLcode) -> WebError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        default: .unreachable(String(cString: curl_easy_strerror(code)))
        }
    }
}
