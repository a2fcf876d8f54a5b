import FoundationEssentials

/// A cloned voice: what was measured of a person and how a built-in voice is bent towards it. Kept as JSON.
package struct VoiceProfile: Codable, Equatable, Sendable {
    package enum Quality: String, Codable, Sendable {
        /// Pitch, rate and colour of the person with the articulation of a built-in voice: nobody is deceived by it.
        case draft
    }

    /// How near the bent voice came, as heard.
    package struct Fit: Codable, Equatable, Sendable {
        /// The language's plain voice and the bent one.
        package var before: VoicePrint
        package var after: VoicePrint
        package var distanceBefore: VoiceDistance
        package var distanceAfter: VoiceDistance
        /// Of the draft and the sample by the speaker network, -1...1; nil where that is not installed.
        package var likeness: Double?

        private enum CodingKeys: String, CodingKey {
            case before, after, likeness
            case distanceBefore = "distance_before"
            case distanceAfter = "distance_after"
        }
    }

    package static let format = "greenroom-voice"
    package static let newest = 1

    package var format = Self.format
    package var version = Self.newest
    package var quality = Quality.draft
    package var name: String?
    /// The language it speaks unless another is asked for, as eSpeak NG's tag.
    package var language: String
    package var shape: VoiceShape
    package var sample: HeardVoice
    package var fit: Fit
    package var statement: ConsentStatement?

    private struct Head: Decodable {
        let format: String
        let version: Int
    }

    /// Reads a profile that may have been changed by anybody.
    /// - Throws: `invalid_profile` naming why it cannot be used.
    package init(reading path: String) throws(VoiceError) {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= 1 << 20 else {
            throw Self.invalid("it cannot be read or is larger than 1 MiB")
        }
        let decoder = JSONDecoder()
        guard let head = try? decoder.decode(Head.self, from: data), head.format == Self.format else {
            throw Self.invalid("it is not a profile of Greenroom")
        }
        guard head.version == Self.newest else {
            throw Self.invalid("its version is \(head.version), known is \(Self.newest)")
        }
        do {
            self = try decoder.decode(Self.self, from: data)
        } catch {
            throw Self.invalid("a field is missing or has the wrong type")
        }
        try shape.validate()
        let name = language + (shape.variant.map { "+" + $0 } ?? "")
        guard EspeakVoiceName(language) != nil, EspeakVoiceName(name) != nil else {
            throw .unknownVoice("espeak:" + name)
        }
    }

    init(name: String?, language: String, sample: HeardVoice, target: VoicePrint, fitted: VoiceFitting.Result) {
        self.name = name
        self.language = language
        self.sample = sample
        shape = fitted.shape
        fit = Fit(
            before: fitted.before, after: fitted.after, distanceBefore: target.distance(to: fitted.before),
            distanceAfter: target.distance(to: fitted.after))
    }

    private static func invalid(_ why: String) -> VoiceError {
        VoiceError("invalid_profile", "The voice profile cannot be used: \(why).")
    }
}
