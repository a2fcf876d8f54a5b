import Domain
import CCurl
import Foundation

/// What libcurl tells while it works; all of it on the thread that performs the request.
protocol CurlReceiver: AnyObject {
    /// Which addresses may be connected to, redirects included.
    var addresses: AddressPolicy { get }
    var isCancelled: Bool { get }

    /// An address was looked at before it is connected to.
    func consider(isForbidden: Bool)
    /// One line of the answer's head.
    func take(header line: String)
    /// - Returns: false ends the request.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool
}

/// Hands libcurl's callbacks on to a receiver. It must outlive the handle's work.
final class CurlCallbacks {
    private let receiver: any CurlReceiver

    init(_ receiver: any CurlReceiver) { self.receiver = receiver }

    func install(on handle: UnsafeMutableRawPointer) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_XFERINFODATA] {
            greenroom_curl_set_pointer(handle, option, me)
        }
        greenroom_curl_set_writer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return CurlCallbacks.from(me)?.receiver.take(bytes) == true ? bytes.count : 0
        }
        greenroom_curl_set_writer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            CurlCallbacks.from(me)?.receiver.take(header: String(decoding: bytes, as: UTF8.self))
            return bytes.count
        }
        greenroom_curl_set_opener(handle) { me, _, address in
            guard let callbacks = CurlCallbacks.from(me), let address else { return greenroom_curl_no_socket() }
            return callbacks.openSocket(address)
        }
        greenroom_curl_set_watcher(handle) { me, _, _, _, _ in
            CurlCallbacks.from(me)?.receiver.isCancelled == false ? 0 : 1
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> CurlCallbacks? {
        pointer.map { Unmanaged<CurlCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = withUnsafePointer(to: &address.pointee.addr) {
            IPAddress($0, length: Int(address.pointee.addrlen))
        }
        let isAllowed = target.map { receiver.addresses.allows($0) } ?? false
        receiver.consider(isForbidden: !isAllowed)
        guard isAllowed else { return greenroom_curl_no_socket() }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}
