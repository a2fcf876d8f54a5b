/// Header of one frame of AAC in a raw stream (ISO 14496-3, 1.A.2.2).
enum ADTSFrame {
    /// Whether two such frames follow each other at the start.
    static func isStream(_ head: [UInt8]) -> Bool {
        guard let length = length(head, 0) else { return false }
        return length + 7 > head.count || self.length(head, length) != nil
    }

    /// Of the whole frame, in bytes.
    private static func length(_ bytes: [UInt8], _ offset: Int) -> Int? {
        guard offset + 7 <= bytes.count, bytes[offset] == 0xFF, bytes[offset + 1] & 0xF6 == 0xF0,
            bytes[offset + 2] >> 2 & 15 < 13
        else { return nil }
        let high = Int(bytes[offset + 3] & 3) << 11
        let length = high | Int(bytes[offset + 4]) << 3 | Int(bytes[offset + 5]) >> 5
        return length >= 7 ? length : nil
    }
}
