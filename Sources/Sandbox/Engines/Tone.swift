import Foundation

/// A hum as WAV, as long as the text would take to say: what stand-ins speak when nobody gave them a voice.
enum Tone {
    private static let rate = 16_000

    /// - Parameter text: 15 characters are a second.
    static func write(for text: String, to path: String) throws {
        let seconds = min(max(Double(text.count) / 15, 0.5), 600)
        let count = Int(seconds * Double(rate))
        var data = Data("RIFF".utf8)
        append(UInt32(36 + count * 2), to: &data)
        data += Data("WAVEfmt ".utf8)
        append(UInt32(16), to: &data)
        append(UInt16(1), to: &data)
        append(UInt16(1), to: &data)
        append(UInt32(rate), to: &data)
        append(UInt32(rate * 2), to: &data)
        append(UInt16(2), to: &data)
        append(UInt16(16), to: &data)
        data += Data("data".utf8)
        append(UInt32(count * 2), to: &data)
        for sample in 0..<count {
            let value = sin(Double(sample) * 2 * .pi * 180 / Double(rate)) * 6000
            append(UInt16(bitPattern: Int16(value)), to: &data)
        }
        try data.write(to: URL(filePath: path))
    }

    private static func append<Value: FixedWidthInteger>(_ value: Value, to data: inout Data) {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }
}
