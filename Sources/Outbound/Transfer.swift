import CCurl
import Domain
import Foundation
import Synchronization

/// One download of one URL into one file, on the thread that calls ``perform()``.
///
/// `@unchecked Sendable`: everything but the two flags is touched by that thread only.
final class Transfer: CurlReceiver, @unchecked Sendable {
    private let url: String
    private let path: String
    private let maxBytes: Int64
    private let timeout: Duration
    let addresses: AddressPolicy
    private let cancelled = Atomic(false)

    private var file: Int32 = -1
    private var received: Int64 = 0
    private var suggestedName: String?
    /// What a callback found wrong; libcurl itself then only reports that it was stopped.
    private var stopped: FetchError?

    init(url: String, path: String, maxBytes: Int64, timeout: Duration, addresses: AddressPolicy) {
        self.url = url
        self.path = path
        self.maxBytes = maxBytes
        self.timeout = timeout
        self.addresses = addresses
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Blocks until the body lies in the file or the transfer failed; what was written then stays for the caller to
    /// remove.
    func perform() -> Result<String?, FetchError> {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            return .failure(errno == ENOSPC ? .storageFull : .unreachable("the temporary file cannot be written"))
        }
        defer { close(file) }
        guard let handle = curl_easy_init() else { return .failure(.unreachable("libcurl does not start")) }
        defer { curl_easy_cleanup(handle) }
        configure(handle)
        let callbacks = CurlCallbacks(self)
        callbacks.install(on: handle)

        let code = withExtendedLifetime(callbacks) { curl_easy_perform(handle) }

        guard code == CURLE_OK else { return .failure(stopped ?? failure(code, handle)) }
        return .success(suggestedName ?? Self.lastPart(of: effectiveURL(handle)))
    }

    private func configure(_ handle: UnsafeMutableRawPointer) {
        let seconds = max(1, Int(timeout.components.seconds))
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 1), (CURLOPT_MAXREDIRS, 5), (CURLOPT_FAILONERROR, 1),
            (CURLOPT_CONNECTTIMEOUT, 10), (CURLOPT_TIMEOUT, seconds), (CURLOPT_LOW_SPEED_LIMIT, 1024),
            (CURLOPT_LOW_SPEED_TIME, 20), (CURLOPT_NOPROGRESS, 0), (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_FRESH_CONNECT, 1), (CURLOPT_BUFFERSIZE, 256 << 10),
        ] {
            greenroom_curl_set_long(handle, option, value)
        }
        for (option, text) in [
            (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
            (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"), (CURLOPT_USERAGENT, "Greenroom"),
        ] {
            greenroom_curl_set_text(handle, option, text)
        }
        greenroom_curl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, Int(maxBytes))
    }

    func consider(isForbidden: Bool) {
        // Of several addresses of a name, one may be refused before another is connected to.
        stopped = isForbidden ? .forbiddenAddress : nil
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        received += Int64(bytes.count)
        guard received <= maxBytes else {
            stopped = .tooLarge(limit: maxBytes)
            return false
        }
        var done = 0
        while done < bytes.count {
            let written = Foundation.write(file, start + done, bytes.count - done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                stopped = errno == ENOSPC || errno == EDQUOT ? .storageFull : .unreachable("the disk refused the bytes")
                return false
            }
            done += written
        }
        return true
    }

    /// Keeps the name of a `Content-Disposition: …; filename="x.mp4"`, that of the last answer when there are redirects.
    func take(header line: String) {
        guard line.lowercased().hasPrefix("content-disposition:"),
            let start = line.range(of: "filename=", options: .caseInsensitive)
        else { return }
        let value = line[start.upperBound...].prefix { $0 != ";" && !$0.isNewline }
        suggestedName = Self.lastPart(of: value.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")))
    }

    private func effectiveURL(_ handle: UnsafeMutableRawPointer) -> String {
        var text: UnsafeMutablePointer<CChar>?
        greenroom_curl_get_text(handle, CURLINFO_EFFECTIVE_URL, &text)
        return text.flatMap { URLComponents(string: String(cString: $0))?.path } ?? ""
    }

    private static func lastPart(of path: String) -> String? {
        let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
        return name?.isEmpty == false ? name : nil
    }

    private func failure(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> FetchError {
        switch code {
        case CURLE_HTTP_RETURNED_ERROR:
            var status = 0
            greenroom_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
            return .status(status)
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge(limit: maxBytes)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: return .invalidURL("leads to something that is not a URL")
        case CURLE_COULDNT_RESOLVE_HOST: return .unreachable("the host's name is unknown")
        case CURLE_TOO_MANY_REDIRECTS: return .unreachable("it redirects more than five times")
        case CURLE_ABORTED_BY_CALLBACK: return .unreachable("the request was given up")
        default: return .unreachable(String(cString: curl_easy_strerror(code)))
        }
    }
}
