import CCurl
import Domain
import Foundation
import Synchronization

/// One letter on its way to the post office.
final class MailTransfer: CurlTransfer, @unchecked Sendable {
    private let server: MailServer
    private let sender: String
    private let recipient: String
    private let letter: [UInt8]
    private let aboutToEnd: @Sendable () throws -> Void

    private var position = 0
    /// What ``aboutToEnd`` came to; nil until it was asked.
    private let consent = Mutex<Bool?>(nil)
    private var isAsked = false
    private var hasEnded = false

    private(set) var result: Result<Void, MailError> = .failure(.failed("the letter was not sent"))

    init(
        server: MailServer, sender: String, recipient: String, letter: [UInt8], endsAt: ContinuousClock.Instant,
        addresses: AddressPolicy, aboutToEnd: @escaping @Sendable () throws -> Void
    ) {
        self.server = server
        self.sender = sender
        self.recipient = recipient
        self.letter = letter
        self.aboutToEnd = aboutToEnd
        super.init(share: "mail", endsAt: endsAt, addresses: addresses)
    }

    override func makeHandle() -> CurlHandle? {
        guard let handle = CurlHandle(url: server.url, protocols: "smtp,smtps", connect: .seconds(10)) else {
            return nil
        }
        let encryption = server.isLocal ? CURLUSESSL_NONE : CURLUSESSL_ALL
        for (option, value) in [
            (CURLOPT_UPLOAD, 1), (CURLOPT_FRESH_CONNECT, 1), (CURLOPT_FORBID_REUSE, 1),
            (CURLOPT_USE_SSL, Int(encryption.rawValue)),
        ] {
            handle.set(option, value)
        }
        handle.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        if let user = server.user { handle.set(CURLOPT_USERNAME, user) }
        if let password = server.password { handle.set(CURLOPT_PASSWORD, password) }
        handle.set(CURLOPT_MAIL_RCPT, lines: ["<\(recipient)>"])
        return handle
    }

    override func read(into room: UnsafeMutableRawBufferPointer) -> Reading {
        let count = min(room.count, letter.count - position)
        guard count > 0 else { return end() }
        letter.withUnsafeBytes { bytes in
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
        }
        position += count
        return .bytes(count)
    }

    /// The letter waits before its end while ``aboutToEnd`` works, which may take as long as a disk does.
    private func end() -> Reading {
        guard isAsked else {
            isAsked = true
            DispatchQueue.global().async { [self, resume] in
                let isAgreed: Bool
                do {
                    try aboutToEnd()
                    isAgreed = true
                } catch {
                    isAgreed = false
                }
                consent.withLock { $0 = isAgreed }
                resume()
            }
            return .pause
        }
        switch consent.withLock({ $0 }) {
        case nil: return .pause
        case false?: return .abort
        case true?:
            hasEnded = true
            return .bytes(0)
        }
    }

    override func finish(_ end: End) {
        switch end {
        case .done(CURLE_OK, _): result = .success(())
        case .done(let code, let handle): result = .failure(failure(code, handle))
        case .cancelled: result = .failure(hasEnded ? .uncertain("it was given up") : .failed("it was given up"))
        case .timedOut: result = .failure(.failed("other letters took too long"))
        case .busy: result = .failure(.failed("too many letters are under way"))
        case .outOfMemory: result = .failure(.failed("libcurl does not start"))
        }
    }

    private func failure(_ code: CURLcode, _ handle: CurlHandle) -> MailError {
        if isForbidden { return .failed("the post office's name leads to an address that may not be called") }
        let status = handle.number(CURLINFO_RESPONSE_CODE)
        let words = status > 0 ? "\(status): " : ""
        let reason = words + String(cString: curl_easy_strerror(code))
        // 53x is about the server's own name and password, which its operator can put right.
        if (500..<600).contains(status), !(530...539).contains(status) { return .refused(reason) }
        if hasEnded, !(400..<500).contains(status), status != 530 { return .uncertain(reason) }
        return .failed(reason)
    }
}
