import Glibc
import Media

/// How one of eSpeak NG's voices is bent to sound nearer to somebody. Comes back from outside in profiles.
package struct VoiceShape: Codable, Equatable, Sendable {
    /// A variant of eSpeak NG whose breath, roughness and formants are taken; nil for the plain voice.
    package var variant: String?
    /// Lowest and highest pitch in Hz; speech moves between them.
    package var pitchHz: [Double]
    /// Factor of all formants: above 1 for a shorter vocal tract.
    package var formants: Double
    /// Factor of the voice's ordinary rate.
    package var rate: Double
    /// Amplitude of the voiced sound at each of ``toneHz``, 0...255.
    package var tone: [Double]

    private enum CodingKeys: String, CodingKey {
        case variant
        case pitchHz = "pitch_hz"
        case formants, rate, tone
    }

    /// Where ``tone`` is set, in Hz; between them it goes in straight lines. eSpeak NG takes six.
    package static let toneHz = [250.0, 700, 1300, 2100, 3200, 5000]
    /// eSpeak NG's own, read off at ``toneHz``.
    static let plainTone = [170.0, 165, 132, 110, 110, 110]

    static let pitches = 50.0...500.0
    static let formantFactors = 0.7...1.4
    static let rates = 0.6...1.6
    static let tones = 10.0...255.0

    /// - Throws: `invalid_profile` naming what is out of range.
    func validate() throws(VoiceError) {
        let isPitch = pitchHz.count == 2 && pitchHz.allSatisfy(Self.pitches.contains) && pitchHz[0] <= pitchHz[1]
        guard isPitch else { throw Self.wrong("pitch_hz is not two rising values of 50 to 500") }
        guard Self.formantFactors.contains(formants) else { throw Self.wrong("formants is not 0.7 to 1.4") }
        guard Self.rates.contains(rate) else { throw Self.wrong("rate is not 0.6 to 1.6") }
        guard tone.count == Self.toneHz.count, tone.allSatisfy(Self.tones.contains) else {
            throw Self.wrong("tone is not six values of 10 to 255")
        }
    }

    private static func wrong(_ what: String) -> VoiceError {
        VoiceError("invalid_profile", "The voice profile cannot be used: \(what).")
    }
}

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
