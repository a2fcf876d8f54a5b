import Glibc
import Media

/// A voice file for eSpeak NG (its docs/voices.md) made for one speech: a language, a variant's character, a shape. It
/// has no name on disk and is gone with this.
final class ShapedVoiceFile {
    /// Where the library opens it. Not its own path: a "+" in a folder's name would begin a variant's.
    let path: String
    private let file: TemporaryFile

    /// Lines of a variant that make its character; the rest is the shape's or would change the language.
    private static let characterKeys: Set<Substring> = [
        "breath", "breathw", "consonants", "flutter", "roughness", "stressadd", "voicing",
    ]
    private static let formantCount = 9

    /// - Parameter folder: exists and is writable.
    init(_ shape: VoiceShape, language: EspeakVoices.Language, data: String, folder: String) throws(VoiceError) {
        var lines = try Self.lines(of: data + "/lang/" + language.path)
        var formants = [[Double]](repeating: [100, 100, 100], count: Self.formantCount)
        let variant = try shape.variant.map { (name) throws(VoiceError) in
            try Self.lines(of: data + "/voices/!v/" + name)
        }
        for line in variant ?? [] {
            let words = line.split(separator: " ")
            if words.first == "formant", words.count >= 3, let index = Int(words[1]), formants.indices.contains(index) {
                for (place, word) in words[2...].prefix(3).enumerated() {
                    formants[index][place] = Double(word) ?? formants[index][place]
                }
            } else if let key = words.first, Self.characterKeys.contains(Substring(key.lowercased())) {
                lines.append(line)
            }
        }
        for (index, formant) in formants.enumerated() {
            let frequency = min(max(formant[0] * shape.formants, 30), 250)
            lines.append(
                "formant \(index) \(Self.whole(frequency)) \(Self.whole(formant[1])) \(Self.whole(formant[2]))")
        }
        lines.append("pitch " + shape.pitchHz.map(Self.whole).joined(separator: " "))
        let tone = zip(VoiceShape.toneHz, shape.tone).map { "\(Self.whole($0)) \(Self.whole($1))" }
        lines.append("tone " + tone.joined(separator: " "))
        let text = Array((lines.joined(separator: "\n") + "\n").utf8)
        do throws(MediaError) {
            file = try TemporaryFile(in: folder)
            try file.write(text, at: 0)
        } catch { throw VoiceError("write_failed", "The voice could not be prepared. \(error.message)") }
        path = "/proc/self/fd/\(file.descriptor)"
    }

    private static func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }

    /// Of a data file of eSpeak NG; at most 64 KiB.
    private static func lines(of path: String) throws(VoiceError) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw VoiceError("unknown_voice", "eSpeak NG's data lacks a voice of the profile.")
        }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { room, count in
            count = max(0, read(descriptor, room.baseAddress, room.count))
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
