import Foundation
import Media
import Voice

/// A speech made for a test, with its sound.
struct SpokenFile {
    let speech: Speech
    let path: String
    private let folder: TemporaryFolder

    /// What the file holds, -1...1.
    let samples: [Float]

    init(
        _ text: String, voice: String? = nil, profile: VoiceProfile? = nil, rate: Double = 1, pitch: Double = 0,
        marks: [String: String] = [:], voices: Voices = Voices()
    ) throws {
        folder = try TemporaryFolder()
        path = folder.path + "/speech.wav"
        let order = try SpeechOrder(text: text, voice: voice, profile: profile, rate: rate, pitch: pitch)
        speech = try Synthesiser(voices: voices).speak(order, to: path, marks: marks)
        samples = try Self.samples(of: path)
    }

    /// Root mean square between two times in seconds.
    func level(_ start: Double, _ end: Double) -> Float {
        let rate = Double(speech.sampleRate)
        let part = samples[Int(start * rate)..<min(samples.count, Int(end * rate))]
        return (part.reduce(0) { $0 + $1 * $1 } / Float(max(1, part.count))).squareRoot()
    }

    /// Of a 16 bit mono WAV whose last chunk is its data.
    static func samples(of path: String) throws -> [Float] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        guard let mark = bytes.range(of: Data("data".utf8), options: .backwards) else { return [] }
        let data = [UInt8](bytes[mark.upperBound.advanced(by: 4)...])
        return stride(from: 0, to: data.count - 1, by: 2).map {
            Float(Int16(bitPattern: UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8)) / 32768
        }
    }
}

/// A folder that goes when the test ends.
final class TemporaryFolder: Sendable {
    let path = NSTemporaryDirectory() + "greenroom-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
