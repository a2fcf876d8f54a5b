import Foundation
import NIOCore

/// Reads multipart/form-data (RFC 7578, RFC 2046 section 5.1) as it arrives: a state machine without I/O that holds at
/// most one block of headers or one delimiter's length of the body back.
struct MultipartReader {
    enum Event: Equatable {
        case part(MultipartHeaders)
        case data(ByteBuffer)
        case partEnd
    }

    /// What is wrong with the body, as a sentence for the client.
    struct Malformed: Error, Equatable { let reason: String }

    /// Bytes of one part's headers.
    static let maxHeaderBytes = 8 * 1024
    static let maxParts = 32
    /// Bytes before the first boundary: nothing belongs there.
    private static let maxPreambleBytes = 1024

    private enum State { case preamble, boundaryEnd, headers, body, epilogue }

    /// CR LF `--` boundary. The body is read as if a CR LF stood before it, so that the first boundary looks like the
    /// others.
    private let delimiter: [UInt8]
    private var state = State.preamble
    private var parts = 0
    private var pending = ByteBuffer(bytes: [0x0d, 0x0a])
    private var preambleBytes = 0

    /// Whether the closing boundary has been seen.
    var isComplete: Bool { state == .epilogue }

    /// - Parameter boundary: from the `Content-Type`, 1...70 characters; see ``boundary(of:)``.
    init(boundary: String) { delimiter = [0x0d, 0x0a, 0x2d, 0x2d] + Array(boundary.utf8) }

    /// Takes the next bytes and tells in order what they complete.
    mutating func feed(_ bytes: ByteBuffer, _ report: (Event) -> Void) throws(Malformed) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            var bytes = bytes
            pending.discardReadBytes()
            pending.writeBuffer(&bytes)
        }
        while try step(report) {}
    }

    /// - Returns: whether another step may get further without more bytes.
    private mutating func step(_ report: (Event) -> Void) throws(Malformed) -> Bool {
        switch state {
        case .preamble:
            return try skipPreamble()
        case .boundaryEnd:
            return try endBoundary()
        case .headers:
            return try readHeaders(report)
        case .body:
            return readBody(report)
        case .epilogue:
            pending.clear()
            return false
        }
    }

    private mutating func skipPreamble() throws(Malformed) -> Bool {
        let found = find()
        preambleBytes += found.before
        guard preambleBytes <= Self.maxPreambleBytes else {
            throw Malformed(reason: "the body does not begin with the boundary")
        }
        pending.moveReaderIndex(forwardBy: found.before)
        guard found.isWhole else { return false }
        pending.moveReaderIndex(forwardBy: delimiter.count)
        state = .boundaryEnd
        return true
    }

    /// After a boundary: `--` ends everything, otherwise blanks and CR LF lead to the headers.
    private mutating func endBoundary() throws(Malformed) -> Bool {
        let view = pending.readableBytesView
        guard let first = view.first else { return false }
        if first == UInt8(ascii: "-") {
            guard view.count >= 2 else { return false }
            guard view[view.startIndex + 1] == UInt8(ascii: "-") else {
                throw Malformed(reason: "a boundary is followed by something else than a line end")
            }
            pending.moveReaderIndex(forwardBy: 2)
            state = .epilogue
            return true
        }
        let blanks = view.prefix(while: { $0 == 0x20 || $0 == 0x09 }).count
        guard blanks <= 64 else { throw Malformed(reason: "a boundary is followed by too many blanks") }
        guard view.count >= blanks + 2 else { return false }
        guard view[view.startIndex + blanks] == 0x0d, view[view.startIndex + blanks + 1] == 0x0a else {
            throw Malformed(reason: "a boundary is followed by something else than a line end")
        }
        parts += 1
        guard parts <= Self.maxParts else { throw Malformed(reason: "more than \(Self.maxParts) parts") }
        // The line end stays: a part without headers has its empty line right here.
        pending.moveReaderIndex(forwardBy: blanks)
        state = .headers
        return true
    }

    private mutating func readHeaders(_ report: (Event) -> Void) throws(Malformed) -> Bool {
        let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        let view = pending.readableBytesView
        guard let found = view.prefix(Self.maxHeaderBytes).firstRange(of: end) else {
            guard view.count < Self.maxHeaderBytes else {
                throw Malformed(reason: "a part's headers are longer than \(Self.maxHeaderBytes) bytes")
            }
            return false
        }
        let length = found.lowerBound - view.startIndex
        let lines = Array(view.prefix(length))
        // Two of the four bytes stay, as the line end that a boundary right after the headers needs before it.
        pending.moveReaderIndex(forwardBy: length + 2)
        report(.part(try MultipartHeaders(lines: lines)))
        isBodyStart = true
        state = .body
        return true
    }

    /// Whether the line end in front of the pending bytes is still the headers'.
    private var isBodyStart = false

    private mutating func readBody(_ report: (Event) -> Void) -> Bool {
        if isBodyStart {
            guard pending.readableBytes >= delimiter.count else { return false }
            isBodyStart = false
            if !find().isWholeAtStart { pending.moveReaderIndex(forwardBy: 2) }
        }
        let found = find()
        if found.before > 0, let data = pending.readSlice(length: found.before) { report(.data(data)) }
        guard found.isWhole else { return false }
        pending.moveReaderIndex(forwardBy: delimiter.count)
        report(.partEnd)
        state = .boundaryEnd
        return true
    }
}

extension MultipartReader {
    private struct Found {
        /// Bytes that certainly stand before the delimiter.
        let before: Int
        /// Whether the whole delimiter follows them; otherwise more bytes are needed to know.
        let isWhole: Bool

        var isWholeAtStart: Bool { isWhole && before == 0 }
    }

    /// Looks for the delimiter, or for a beginning of it at the very end.
    private func find() -> Found {
        pending.withUnsafeReadableBytes { bytes in
            var start = 0
            while let candidate = Self.nextLineEnd(bytes, from: start) {
                let length = min(delimiter.count, bytes.count - candidate)
                let matches = (0..<length).allSatisfy { bytes[candidate + $0] == delimiter[$0] }
                if matches { return Found(before: candidate, isWhole: length == delimiter.count) }
                start = candidate + 1
            }
            return Found(before: bytes.count, isWhole: false)
        }
    }

    /// The next carriage return, by memchr: media bytes have one in 256.
    private static func nextLineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, start < bytes.count else { return nil }
        guard let found = memchr(base + start, 0x0d, bytes.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The boundary of a `Content-Type` of multipart/form-data.
    /// - Returns: nil when it is another type, or the boundary is missing or not one of RFC 2046, section 5.1.1.
    static func boundary(of contentType: String) -> String? {
        guard let header = HeaderParameters(contentType), header.value.lowercased() == "multipart/form-data",
            let boundary = header.parameters["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.last != " "
        else { return nil }
        let allowed = boundary.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: "'()+_,-./:=? ".utf8.contains(byte)
            }
        }
        return allowed ? boundary : nil
    }
}
