/// The orientation tag inside an Exif block: a TIFF header and its first directory (Exif 2.32, 4.6.2).
enum ExifOrientation {
    /// - Parameter tiff: starts at the byte order mark, "II" or "MM".
    /// - Returns: 1...8; 1 for whatever cannot be read.
    static func read(_ tiff: ByteView) -> Int {
        let isLittle = tiff.text(0, 2) == "II"
        guard isLittle || tiff.text(0, 2) == "MM" else { return 1 }
        func number(_ offset: Int, _ count: Int) -> Int? {
            isLittle ? tiff.little(offset, count) : tiff.big(offset, count)
        }
        guard number(2, 2) == 42, let directory = number(4, 4), let entries = number(directory, 2) else { return 1 }
        for entry in 0..<min(entries, 512) {
            let offset = directory + 2 + entry * 12
            guard number(offset, 2) == 0x0112 else { continue }
            let value = number(offset + 2, 2) == 3 ? number(offset + 8, 2) : nil
            return value.flatMap { (1...8).contains($0) ? $0 : nil } ?? 1
        }
        return 1
    }
}
