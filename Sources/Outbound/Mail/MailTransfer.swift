import CCurl
import Domain
import Foundation
import Synchronization

/// One letter on its way to the post office, on the thread that calls ``perform()``.
///
/// `@unchecked Sendable`: everything but the flag is touched by that thread only.
final class MailTransfer: @unchecked Sendable {
    private let server: MailServer
    private let sender: String
    private let recipient: String
    private let letter: [UInt8]
    private let timeout: Duration
    private let aboutToEnd: @Sendable () throws -> Void
    private let isCancelled = Atomic(false)

    private var position = 0
    private var hasEnded = false

    init(
        server: MailServer, sender: String, recipient: String, letter: [UInt8], timeout: Duration,
        aboutToEnd: @escaping @Sendable () throws -> Void
    ) {
        self.server = server
        self.sender = sender
        self.recipient = recipient
        self.letter = letter
        self.timeout = timeout
        self.aboutToEnd = aboutToEnd
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Blocks until the post office has answered.
    func perform() -> Result<Void, MailError> {
        guard let handle = curl_easy_init() else { return .failure(.failed("libcurl does not start")) }
        defer { curl_easy_cleanup(handle) }
        let recipients = curl_slist_append(nil, "<\(recipient)>")
        defer { curl_slist_free_all(recipients) }
        configure(handle, recipients)

        let code = curl_easy_perform(handle)

        guard code != CURLE_OK else { return .success(()) }
        return .failure(failure(code, handle))
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ recipients: UnsafeMutablePointer<curl_slist>?) {
        let encryption = server.isLocal ? CURLUSESSL_NONE : CURLUSESSL_ALL
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_UPLOAD, 1), (CURLOPT_CONNECTTIMEOUT, 10),
            (CURLOPT_TIMEOUT, max(1, Int(timeout.components.seconds))), (CURLOPT_NOPROGRESS, 0),
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_FRESH_CONNECT, 1),
            (CURLOPT_FORBID_REUSE, 1), (CURLOPT_USE_SSL, Int(encryption.rawValue)),
        ] {
            greenroom_curl_set_long(handle, option, value)
        }
        for (option, text) in [
            (CURLOPT_URL, server.url), (CURLOPT_PROTOCOLS_STR, "smtp,smtps"), (CURLOPT_PROXY, ""),
            (CURLOPT_NOPROXY, "*"), (CURLOPT_MAIL_FROM, "<\(sender)>"),
        ] {
            greenroom_curl_set_text(handle, option, text)
        }
        if let user = server.user { greenroom_curl_set_text(handle, CURLOPT_USERNAME, user) }
        if let password = server.password { greenroom_curl_set_text(handle, CURLOPT_PASSWORD, password) }
        greenroom_curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients)

        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_READDATA, CURLOPT_XFERINFODATA] { greenroom_curl_set_pointer(handle, option, me) }
        greenroom_curl_set_reader(handle) { target, size, count, me in
            guard let transfer = MailTransfer.from(me), let target else { return greenroom_curl_abort_reading() }
            return transfer.read(into: target, size * count)
        }
        greenroom_curl_set_watcher(handle) { me, _, _, _, _ in
            MailTransfer.from(me)?.isCancelled.load(ordering: .relaxed) == false ? 0 : 1
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> MailTransfer? {
        pointer.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(into target: UnsafeMutablePointer<CChar>, _ room: Int) -> Int {
        let count = min(room, letter.count - position)
        guard count > 0 else {
            do {
                if !hasEnded { try aboutToEnd() }
            } catch {
                return greenroom_curl_abort_reading()
            }
            hasEnded = true
            return 0
        }
        letter.withUnsafeBytes { bytes in
            UnsafeMutableRawPointer(target).copyMemory(from: bytes.baseAddress! + position, byteCount: count)
        }
        position += count
        return count
    }

    private func failure(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> MailError {
        var status = 0
        greenroom_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        let words = status > 0 ? "\(status): " : ""
        let reason = words + String(cString: curl_easy_strerror(code))
        // 53x is about the server's own name and password, which its operator can put right.
        if (500..<600).contains(status), !(530...539).contains(status) { return .refused(reason) }
        if hasEnded, !(400..<500).contains(status), status != 530 { return .uncertain(reason) }
        return .failed(reason)
    }
}
