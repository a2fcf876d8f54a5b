/// Numbers in bytes that came from outside: everything out of range reads as nil.
struct ByteView {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { self.bytes = ArraySlice(Array(bytes)) }

    var count: Int { bytes.count }

    func byte(_ offset: Int) -> Int? {
        offset >= 0 && offset < bytes.count ? Int(bytes[bytes.startIndex + offset]) : nil
    }

    /// An unsigned number of `count` bytes, at most 7.
    func big(_ offset: Int, _ count: Int) -> Int? {
        guard offset >= 0, count <= 7, offset <= bytes.count - count else { return nil }
        let start = bytes.startIndex + offset
        return bytes[start..<(start + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    func little(_ offset: Int, _ count: Int) -> Int? {
        guard offset >= 0, count <= 7, offset <= bytes.count - count else { return nil }
        let start = bytes.startIndex + offset
        return bytes[start..<(start + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    func text(_ offset: Int, _ count: Int) -> String? {
        guard offset >= 0, count >= 0, offset <= bytes.count - count else { return nil }
        return String(decoding: bytes.dropFirst(offset).prefix(count), as: UTF8.self)
    }

    /// Part of the view, nil when it does not lie wholly inside.
    func slice(_ offset: Int, _ count: Int) -> ByteView? {
        guard offset >= 0, count >= 0, offset <= bytes.count - count else { return nil }
        return ByteView(bytes.dropFirst(offset).prefix(count))
    }
}
