/// Reads bits, most significant first; beyond the end it reads nil.
struct BitReader {
    private let view: ByteView
    private var position = 0

    init(_ view: ByteView) { self.view = view }

    /// - Parameter count: 0...32.
    mutating func bits(_ count: Int) -> Int? {
        guard position + count <= view.count * 8 else { return nil }
        var value = 0
        for _ in 0..<count {
            guard let byte = view.byte(position >> 3) else { return nil }
            value = value << 1 | (byte >> (7 - position & 7)) & 1
            position += 1
        }
        return value
    }

    mutating func flag() -> Bool? { bits(1).map { $0 == 1 } }

    /// An unsigned Exp-Golomb number (ITU-T H.264, 9.1), at most 2^31.
    mutating func golomb() -> Int? {
        var zeros = 0
        while let bit = bits(1) {
            if bit == 1 { return bits(zeros).map { (1 << zeros) - 1 + $0 } }
            zeros += 1
            if zeros > 31 { return nil }
        }
        return nil
    }
}
