import Foundation

/// Where the bytes of a request's body come from; asked on the loop's thread only.
protocol BodySource: AnyObject {
    /// Nil when it is known only at the end.
    var length: Int64? { get }
    /// - Parameter resume: continues after a pause; may be called on any thread.
    func begin(resume: @escaping @Sendable () -> Void)
    func read(into room: UnsafeMutableRawBufferPointer) -> CurlTransfer.Reading
    /// - Returns: false when it cannot be read again from its start.
    func rewind() -> Bool
    func end()
}

final class MemorySource: BodySource {
    private let data: Data
    private var position = 0

    init(_ data: Data) { self.data = data }

    var length: Int64? { Int64(data.count) }

    func begin(resume: @escaping @Sendable () -> Void) {}

    func read(into room: UnsafeMutableRawBufferPointer) -> CurlTransfer.Reading {
        let count = min(room.count, data.count - position)
        data.withUnsafeBytes {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return .bytes(count)
    }

    func rewind() -> Bool {
        position = 0
        return true
    }

    func end() {}
}

final class FileSource: BodySource {
    private let descriptor: Int32
    private let start: Int64
    private let count: Int64
    private var position: Int64 = 0

    /// - Throws: ``WebError/invalid(_:)`` when the file cannot be read or is shorter than that.
    init(_ file: WebFile) throws(WebError) {
        descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        var facts = stat()
        guard descriptor >= 0, fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            if descriptor >= 0 { close(descriptor) }
            throw .invalid("the file to send cannot be read")
        }
        let rest = Int64(facts.st_size) - file.offset
        guard file.offset >= 0, rest >= 0, (0...rest).contains(file.length ?? rest) else {
            close(descriptor)
            throw .invalid("the file to send is shorter than what is to be sent")
        }
        start = file.offset
        count = file.length ?? rest
    }

    deinit { close(descriptor) }

    var length: Int64? { count }

    func begin(resume: @escaping @Sendable () -> Void) {}

    func read(into room: UnsafeMutableRawBufferPointer) -> CurlTransfer.Reading {
        let wanted = Int(min(Int64(room.count), count - position))
        guard wanted > 0 else { return .bytes(0) }
        while true {
            let got = pread(descriptor, room.baseAddress, wanted, off_t(start + position))
            if got < 0, errno == EINTR { continue }
            // Shorter than its length: it was cut off meanwhile.
            guard got > 0 else { return .abort }
            position += Int64(got)
            return .bytes(got)
        }
    }

    func rewind() -> Bool {
        position = 0
        return true
    }

    func end() {}
}
