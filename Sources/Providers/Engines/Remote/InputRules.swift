import Domain

/// What a service takes of a picture or a clip, looked at before anything is uploaded.
package struct InputRules: Equatable, Sendable {
    /// As the probe calls them.
    var containers: Set<String>
    var mostBytes: Int64
    /// Pixels of either side.
    var sides: ClosedRange<Int>
    /// The longer side at most so many times the shorter one.
    var mostAspect: Double
    /// Of a clip; nil for a picture.
    var lengthMs: ClosedRange<Int>?

    /// - Parameter noun: `picture` or `video`.
    /// - Returns: what cannot be mended by converting; nil for what can be taken or converted.
    func fault(of facts: MediaFacts, _ noun: String) -> Message? {
        guard let video = facts.video, video.width > 0, video.height > 0 else {
            return Message("This engine needs a \(noun).")
        }
        if let lengthMs, let length = facts.durationMs, !lengthMs.contains(length) {
            let (least, most) = (Double(lengthMs.lowerBound) / 1000, Double(lengthMs.upperBound) / 1000)
            return Message(
                "This engine takes a \(noun) of \(Self.text(least)) to \(Self.text(most)) s.",
                ["least_seconds": .number(least), "most_seconds": .number(most)])
        }
        let (long, short) = (max(video.width, video.height), min(video.width, video.height))
        guard Double(long) / Double(short) <= mostAspect else {
            return Message(
                "This engine takes a \(noun) at most \(Self.text(mostAspect)) times as long on one side as on the other.",
                ["most": .number(mostAspect)])
        }
        return nil
    }

    /// What it has to become.
    func goal(of facts: MediaFacts) -> ConversionGoal {
        ConversionGoal(
            facts.kind == .image ? .jpeg : .mp4, sides: sides, mostFramesPerSecond: 30, mostBytes: mostBytes)
    }

    /// Whether it can be sent as it is.
    func takes(_ facts: MediaFacts) -> Bool {
        guard let video = facts.video else { return false }
        return containers.contains(facts.container) && facts.sizeBytes <= mostBytes && video.rotation == 0
            && sides.contains(video.width) && sides.contains(video.height)
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }
}
