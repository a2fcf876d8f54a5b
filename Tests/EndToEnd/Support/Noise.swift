import Foundation
import Testing

/// Sound that no other file has.
enum Noise {
    /// Writes a wave file.
    static func write(_ bytes: Int, to path: String) throws {
        func number(_ value: Int, _ count: Int) -> Data { Data((0..<count).map { UInt8(value >> (8 * $0) & 255) }) }
        let random = try #require(FileHandle(forReadingAtPath: "/dev/urandom"))
        var wave = Data("RIFF".utf8) + number(bytes + 36, 4) + Data("WAVEfmt ".utf8) + number(16, 4)
        wave += number(1, 2) + number(1, 2) + number(8000, 4) + number(16000, 4) + number(2, 2) + number(16, 2)
        wave += Data("data".utf8) + number(bytes, 4)
        wave += try random.read(upToCount: bytes) ?? Data()
        try wave.write(to: URL(filePath: path))
    }
}
