import CCurl
import Domain
import Foundation
import Synchronization

/// One download of one URL into one file, on the thread that calls ``perform()``.
///
/// `@unchecked Sendable`: everything but the two flags is touched by that thread only.
final class Transfer: @unchecked Sendable {
    private let url: String
    private let path: String
    private let maxBytes: Int64
    private let timeout: Duration
    private let policy: AddressPolicy
    private let isCancelled = Atomic(false)

    private var file: Int32 = -1
    private var received: Int64 = 0
    private var suggestedName: String?
    /// What a callback found wrong; libcurl itself then only reports that it was stopped.
    private var stopped: FetchError?

    init(url: String, path: String, maxBytes: Int64, timeout: Duration, policy: AddressPolicy) {
        self.url = url
        self.path = path
        self.maxBytes = maxBytes
        self.timeout = timeout
        self.policy = policy
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

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

        let code = curl_easy_perform(handle)

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

        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_XFERINFODATA] {
            greenroom_curl_set_pointer(handle, option, me)
        }
        greenroom_curl_set_writer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            Transfer.from(me)?.write(bytes, size * count) ?? 0
        }
        greenroom_curl_set_writer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            Transfer.from(me)?.header(bytes, size * count) ?? 0
        }
        greenroom_curl_set_opener(handle) { me, _, address in
            guard let transfer = Transfer.from(me), let address else { return greenroom_curl_no_socket() }
            return transfer.openSocket(address)
        }
        greenroom_curl_set_watcher(handle) { me, _, _, _, _ in
            Transfer.from(me)?.isCancelled.load(ordering: .relaxed) == false ? 0 : 1
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = withUnsafePointer(to: &address.pointee.addr) {
            IPAddress($0, length: Int(address.pointee.addrlen))
        }
        guard let target, policy.allows(target) else {
            stopped = .forbiddenAddress
            return greenroom_curl_no_socket()
        }
        stopped = nil  // another address of the same name may have been refused before this one
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    private func write(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes else { return 0 }
        received += Int64(count)
        guard received <= maxBytes else {
            stopped = .tooLarge(limit: maxBytes)
            return 0
        }
        var done = 0
        while done < count {
            let written = Foundation.write(file, bytes + done, count - done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                stopped = errno == ENOSPC || errno == EDQUOT ? .storageFull : .unreachable("the disk refused the bytes")
                return 0
            }
            done += written
        }
        return count
    }

    /// Keeps the name of a `Content-Disposition: …; filename="x.mp4"`, that of the last answer when there are redirects.
    private func header(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes else { return 0 }
        let line = String(
            decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        guard line.lowercased().hasPrefix("content-disposition:"),
            let start = line.range(of: "filename=", options: .caseInsensitive)
        else { return count }
        let value = line[start.upperBound...].prefix { $0 != ";" && !$0.isNewline }
        suggestedName = Self.lastPart(of: value.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")))
        return count
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
