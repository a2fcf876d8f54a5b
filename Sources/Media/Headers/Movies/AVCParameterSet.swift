/// A sequence parameter set of H.264 (ITU-T H.264, 7.3.2.1.1 and E.1.1), read as far as the range of its samples.
enum AVCParameterSet {
    private static let extendedProfiles: Set<Int> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

    static func pixelFormat(_ unit: ByteView) -> String? {
        var bits = BitReader(withoutEmulation(unit))
        guard bits.bits(8).map({ $0 & 31 == 7 }) == true, let profile = bits.bits(8), bits.bits(16) != nil,
            bits.golomb() != nil
        else { return nil }
        var (chroma, depth) = (1, 8)
        if extendedProfiles.contains(profile) {
            guard let found = bits.golomb() else { return nil }
            chroma = found
            if chroma == 3 { _ = bits.flag() }
            guard let luma = bits.golomb(), luma <= 6, bits.golomb() != nil, bits.flag() != nil,
                let hasMatrix = bits.flag()
            else { return nil }
            depth = 8 + luma
            if hasMatrix { skipMatrices(&bits, count: chroma == 3 ? 12 : 8) }
        }
        let range = colours(&bits)
        if chroma == 3, range.matrix == 0 { return depth == 8 ? "gbrp" : "gbrp\(depth)le" }
        return SequenceHeader.planar(chroma: chroma, depth: depth, isFullRange: range.isFull)
    }

    private static func skipMatrices(_ bits: inout BitReader, count: Int) {
        for index in 0..<count where bits.flag() == true {
            var (last, next) = (8, 8)
            for _ in 0..<(index < 6 ? 16 : 64) where next != 0 {
                guard let code = bits.golomb() else { return }
                let delta = code % 2 == 1 ? (code + 1) / 2 : -(code / 2)
                next = (last + delta + 256) & 255
                if next != 0 { last = next }
            }
        }
    }

    /// From log2_max_frame_num on to video_full_range_flag and matrix_coefficients; video range and no matrix (2) when
    /// the set does not say.
    private static func colours(_ bits: inout BitReader) -> (isFull: Bool, matrix: Int) {
        let unsaid = (isFull: false, matrix: 2)
        guard bits.golomb() != nil, let order = bits.golomb() else { return unsaid }
        if order == 0 {
            _ = bits.golomb()
        } else if order == 1 {
            guard bits.flag() != nil, bits.golomb() != nil, bits.golomb() != nil, let cycle = bits.golomb(), cycle < 256
            else { return unsaid }
            for _ in 0..<cycle { _ = bits.golomb() }
        }
        guard bits.golomb() != nil, bits.flag() != nil, bits.golomb() != nil, bits.golomb() != nil,
            let isProgressive = bits.flag()
        else { return unsaid }
        if !isProgressive { _ = bits.flag() }
        guard bits.flag() != nil, let isCropped = bits.flag() else { return unsaid }
        if isCropped { for _ in 0..<4 { _ = bits.golomb() } }
        guard bits.flag() == true else { return unsaid }
        if bits.flag() == true, bits.bits(8) == 255 { _ = bits.bits(32) }
        if bits.flag() == true { _ = bits.flag() }
        guard bits.flag() == true, bits.bits(3) != nil, let isFull = bits.flag() else { return unsaid }
        guard bits.flag() == true, bits.bits(16) != nil, let matrix = bits.bits(8) else { return (isFull, 2) }
        return (isFull, matrix)
    }

    /// A third byte of 3 after two zeros only keeps start codes out (7.4.1.1).
    private static func withoutEmulation(_ unit: ByteView) -> ByteView {
        var zeros = 0
        return ByteView(
            unit.bytes.filter { byte in
                defer { zeros = byte == 0 ? zeros + 1 : 0 }
                return !(byte == 3 && zeros >= 2)
            })
    }
}
