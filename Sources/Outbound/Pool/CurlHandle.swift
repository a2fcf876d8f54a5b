import CCurl
import Foundation

/// One libcurl easy handle with everything that every request of ours has in common, said in this place only.
///
/// Owned by the ``CurlTransfer`` that it works for; touched by the loop's thread only.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    /// - Parameter protocols: as libcurl writes them: `http,https`.
    /// - Returns: nil when there is no memory for one.
    init?(url: String, protocols: String, connect: Duration) {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_NOPROGRESS, 1), (CURLOPT_CONNECTTIMEOUT_MS, connect.wholeMilliseconds),
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // Redirects are followed by us, so that each address is looked at; credentials stand in no URL.
            (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            // A paused HTTP/2 stream would be kept in memory by libcurl, up to its window of 32 MiB.
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)), (CURLOPT_HTTP09_ALLOWED, 0),
            // A connection that was idle this many seconds is not used again.
            (CURLOPT_MAXAGE_CONN, 30), (CURLOPT_TCP_KEEPALIVE, 1),
            // A name server that does not answer must not hold the thread when a transfer is given up.
            (CURLOPT_QUICK_EXIT, 1), (CURLOPT_BUFFERSIZE, 128 << 10), (CURLOPT_UPLOAD_BUFFERSIZE, 256 << 10),
        ] {
            set(option, value)
        }
        for (option, text) in [
            (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, protocols), (CURLOPT_REDIR_PROTOCOLS_STR, protocols),
            // No proxy, whatever the environment says: the address policy must see the real address.
            (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"), (CURLOPT_USERAGENT, "Greenroom"),
        ] {
            set(option, text)
        }
    }

    deinit {
        curl_easy_cleanup(pointer)
        for list in lists { curl_slist_free_all(list) }
    }

    func set(_ option: CURLoption, _ value: Int) { greenroom_curl_set_long(pointer, option, value) }

    func set(_ option: CURLoption, offset: Int64) { greenroom_curl_set_offset(pointer, option, curl_off_t(offset)) }

    /// libcurl makes its own copy.
    func set(_ option: CURLoption, _ text: String) { greenroom_curl_set_text(pointer, option, text) }

    func set(_ option: CURLoption, lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) ?? list }
        guard let list else { return }
        lists.append(list)
        greenroom_curl_set_pointer(pointer, option, list)
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        greenroom_curl_get_long(pointer, info, &value)
        return value
    }

    func text(_ info: CURLINFO) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        greenroom_curl_get_text(pointer, info, &text)
        return text.map { String(cString: $0) }
    }
}

extension Duration {
    /// Rounded up, at least 1: libcurl takes 0 for "no limit".
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1 << 31 else { return Int(Int32.max) }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
