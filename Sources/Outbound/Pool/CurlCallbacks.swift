import CCurl
import Domain
import Foundation

extension CurlTransfer {
    /// Hands libcurl's callbacks on to this transfer, which must outlive the handle's work.
    func installCallbacks(on handle: CurlHandle) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_OPENSOCKETDATA,
            CURLOPT_PREREQDATA,
        ] {
            greenroom_curl_set_pointer(handle.pointer, option, me)
        }
        greenroom_curl_set_writer(handle.pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            switch CurlTransfer.from(me)?.take(body: bytes) {
            case .all: return bytes.count
            case .pause: return greenroom_curl_pause_writing()
            case .stop, nil: return bytes.isEmpty ? 1 : 0
            }
        }
        greenroom_curl_set_writer(handle.pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return CurlTransfer.from(me)?.take(header: bytes) == true ? bytes.count : 0
        }
        greenroom_curl_set_reader(handle.pointer) { room, size, count, me in
            guard let transfer = CurlTransfer.from(me), let room, size * count > 0 else {
                return greenroom_curl_abort_reading()
            }
            switch transfer.read(into: UnsafeMutableRawBufferPointer(start: room, count: size * count)) {
            case .bytes(let count): return count
            case .pause: return greenroom_curl_pause_reading()
            case .abort: return greenroom_curl_abort_reading()
            }
        }
        installPolicies(on: handle)
    }

    private func installPolicies(on handle: CurlHandle) {
        greenroom_curl_set_seeker(handle.pointer) { me, offset, origin in
            guard offset == 0, origin == SEEK_SET, CurlTransfer.from(me)?.rewind() == true else {
                return CURL_SEEKFUNC_FAIL
            }
            return CURL_SEEKFUNC_OK
        }
        greenroom_curl_set_sender(handle.pointer) { me, address, _, _, _ in
            let address = address.map { String(cString: $0) }
            return CurlTransfer.from(me)?.maySend(to: address) == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        greenroom_curl_set_opener(handle.pointer) { me, _, address in
            guard let transfer = CurlTransfer.from(me), let address else { return greenroom_curl_no_socket() }
            return transfer.openSocket(address)
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
        pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = withUnsafePointer(to: &address.pointee.addr) {
            IPAddress($0, length: Int(address.pointee.addrlen))
        }
        guard mayConnect(to: target) else { return greenroom_curl_no_socket() }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}
