import Domain

/// What an engine does not take of an input, found before anything is queued for it.
extension EngineLimits {
    /// - Returns: the first input that the engine does not take, and what follows the field's name in a sentence.
    func fault(of material: TaskMaterial) -> (part: TaskMaterial.Part, reason: String)? {
        for file in material.media {
            if let reason = fault(of: file.facts, file.kind) { return (.file(file.kind), reason) }
        }
        if let reason = material.text.flatMap(fault) { return (.text, reason) }
        return nil
    }

    /// - Returns: what follows the field's name in a sentence; nil for what the engine takes.
    func fault(of facts: MediaFacts, _ kind: MediaFile.Kind) -> String? {
        if kind != .image, let length = facts.durationMs {
            if let longestMs, length > longestMs {
                return "is longer than the engine takes: at most \(Self.seconds(longestMs)) s"
            }
            if kind == .video, let shortestMs, length < shortestMs {
                return "is shorter than the engine takes: at least \(Self.seconds(shortestMs)) s"
            }
        }
        if kind != .audio, let longestSide, let video = facts.video, max(video.width, video.height) > longestSide {
            return "is larger than the engine takes: at most \(longestSide) pixels on its longer side"
        }
        return nil
    }

    func fault(of text: String) -> String? {
        guard let mostCharacters, text.unicodeScalars.count > mostCharacters else { return nil }
        return "has more characters than the engine takes: at most \(mostCharacters)"
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let seconds = Double(milliseconds) / 1000
        return seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    }
}
