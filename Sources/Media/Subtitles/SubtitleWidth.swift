/// How much of a line a text takes, in Latin letters; those of Chinese, Japanese and Korean take a little more than two.
enum SubtitleWidth {
    /// Tenths of a Latin letter.
    private static let (narrow, wide) = (10, 21)

    static func of(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { sum, scalar in sum + tenths(scalar) }
    }

    /// - Parameter letters: of a line.
    static func line(_ letters: Int) -> Int { letters * narrow }

    private static func tenths(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: 0
        default: isWide(scalar) ? wide : narrow
        }
    }

    /// Kana, Han, Hangul, full-width forms, emoji.
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
