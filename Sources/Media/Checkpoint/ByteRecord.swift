/// Numbers and bytes in a row, little-endian: one record of a ``CheckpointLog``.
package struct ByteRecord: Sendable {
    package private(set) var bytes: [UInt8]
    private var place = 0

    package init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    package mutating func put<Number: BitwiseCopyable>(_ number: Number) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }

    /// Numbers whose count the reader knows.
    package mutating func put<Number: BitwiseCopyable>(_ numbers: [Number]) {
        numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    package mutating func put(counted part: [UInt8]) {
        put(UInt32(part.count))
        bytes += part
    }

    /// - Returns: nil past the end.
    package mutating func take<Number: BitwiseCopyable>(_: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard place + size <= bytes.count else { return nil }
        defer { place += size }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
    }

    package mutating func take<Number: BitwiseCopyable>(_: Number.Type, count: Int) -> [Number]? {
        let stride = MemoryLayout<Number>.stride
        guard count >= 0, place + stride * count <= bytes.count else { return nil }
        defer { place += stride * count }
        return [Number](unsafeUninitializedCapacity: count) { room, filled in
            bytes.withUnsafeBytes { raw in
                UnsafeMutableRawBufferPointer(room).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: raw[place..<(place + stride * count)]))
            }
            filled = count
        }
    }

    package mutating func takeCounted() -> [UInt8]? {
        guard let count = take(UInt32.self) else { return nil }
        return take(UInt8.self, count: Int(count))
    }
}
