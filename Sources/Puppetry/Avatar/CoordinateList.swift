/// Face boxes as LiveTalking reads them: `coords.pkl` is a Python pickle of a list of (y1, y2, x1, x2).
enum CoordinateList {
    /// Protocol 4, opcodes of Python's `Lib/pickletools.py`: an empty list, a mark, for each box a mark, four integers and
    /// a tuple, all of them appended, stop.
    static func pickled(_ boxes: [PixelBox]) -> [UInt8] {
        var bytes: [UInt8] = [0x80, 4, UInt8(ascii: "]"), UInt8(ascii: "(")]
        for box in boxes {
            bytes.append(UInt8(ascii: "("))
            for value in box.listed {
                bytes.append(UInt8(ascii: "J"))
                for shift in stride(from: 0, to: 32, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: Int32(clamping: value) >> Int32(shift)))
                }
            }
            bytes.append(UInt8(ascii: "t"))
        }
        return bytes + [UInt8(ascii: "e"), UInt8(ascii: ".")]
    }
}
