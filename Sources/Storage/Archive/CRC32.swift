/// The checksum of ZIP (APPNOTE 6.3.10, section 4.4.7): polynomial 0xEDB88320, eight bytes at a step.
struct CRC32 {
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            tables[index] = (0..<8).reduce(UInt32(index)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 255)]
        }
        return tables
    }()

    private var state: UInt32 = .max

    var value: UInt32 { ~state }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var (state, place) = (state, 0)
        Self.tables.withUnsafeBufferPointer { tables in
            while place + 8 <= bytes.count {
                let low = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian ^ state
                let high = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self).littleEndian
                let first = tables[1792 + Int(low & 255)] ^ tables[1536 + Int(low >> 8 & 255)]
                let second = tables[1280 + Int(low >> 16 & 255)] ^ tables[1024 + Int(low >> 24)]
                let third = tables[768 + Int(high & 255)] ^ tables[512 + Int(high >> 8 & 255)]
                let fourth = tables[256 + Int(high >> 16 & 255)] ^ tables[Int(high >> 24)]
                state = first ^ second ^ third ^ fourth
                place += 8
            }
            while place < bytes.count {
                state = state >> 8 ^ tables[Int((state ^ UInt32(bytes[place])) & 255)]
                place += 1
            }
        }
        self.state = state
    }
}
