import Foundation

/// A file name as clients send it: UTF-8, or what older systems write, which say nothing of their encoding.
enum FileNameText {
    /// Bytes that are not UTF-8 are read as Chinese (GB 18030) or Japanese (Shift_JIS) where they look like it, and as
    /// Windows-1252 else. Nothing is refused, and nothing becomes a replacement character that had a meaning.
    static func decode(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        if isChinese(Array(bytes)), let text = String(bytes: bytes, encoding: gb18030) { return text }
        if isJapanese(Array(bytes)), let text = String(bytes: bytes, encoding: .shiftJIS) { return text }
        return String(String.UnicodeScalarView(bytes.map(windows1252)))
    }

    /// kCFStringEncodingGB_18030_2000 behind the mark of Foundation's own numbers.
    private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

    /// Whether everything beyond ASCII comes in pairs of GB 2312, one of the common characters (rows 16 to 55) among
    /// them. Accented Latin letters stand alone, or are small: their pairs would be rare characters.
    private static func isChinese(_ bytes: [UInt8]) -> Bool {
        var (index, hasCommon) = (0, false)
        while index < bytes.count {
            guard bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            guard index + 1 < bytes.count, (0xA1...0xF7).contains(bytes[index]), bytes[index + 1] >= 0xA1 else {
                return false
            }
            if (0xB0...0xD7).contains(bytes[index]) { hasCommon = true }
            index += 2
        }
        return hasCommon
    }

    /// Whether everything beyond ASCII is in pairs of Shift_JIS or in its kana of one byte, and kana of two bytes are among
    /// them, or two common characters (JIS X 0208, level 1) of which one does not look like a quotation mark before a letter.
    private static func isJapanese(_ bytes: [UInt8]) -> Bool {
        var (index, kana, common, isSure) = (0, 0, 0, false)
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0x80, !(0xA1...0xDF).contains(lead) else {
                index += 1
                continue
            }
            guard index + 1 < bytes.count, (0x81...0x9F).contains(lead) || (0xE0...0xEF).contains(lead) else {
                return false
            }
            let trail = bytes[index + 1]
            guard (0x40...0x7E).contains(trail) || (0x80...0xFC).contains(trail) else { return false }
            switch lead {
            case 0x82 where (0x9F...0xF1).contains(trail), 0x83 where (0x40...0x96).contains(trail): kana += 1
            case 0x88...0x97:
                common += 1
                isSure = isSure || trail >= 0x80
            default: break
            }
            index += 2
        }
        return kana > 0 || (common > 1 && isSure)
    }

    /// Windows-1252 is Latin-1 but for these; the five bytes it leaves free are taken as Latin-1 does.
    private static let own: [UInt8: UInt32] = [
        0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x0192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021, 0x88: 0x02C6,
        0x89: 0x2030, 0x8A: 0x0160, 0x8B: 0x2039, 0x8C: 0x0152, 0x8E: 0x017D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C,
        0x94: 0x201D, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014, 0x98: 0x02DC, 0x99: 0x2122, 0x9A: 0x0161, 0x9B: 0x203A,
        0x9C: 0x0153, 0x9E: 0x017E, 0x9F: 0x0178,
    ]

    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
        own[byte].flatMap(Unicode.Scalar.init) ?? Unicode.Scalar(byte)
    }
}
