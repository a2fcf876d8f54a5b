import Media

/// Who speaks in a recording: the prints of its parts.
package struct Speakers: Sendable {
    /// Parts that are looked at; more of them tell nothing new.
    private static let mostParts = 40
    /// Seconds; shorter parts are told less surely, and left out where there are others.
    private static let shortest = 1.0
    /// Parts of so many seconds follow each other in so many.
    private static let (length, hop) = (3.0, 1.5)
    /// Two groups of parts are two people when the middles of the groups are less alike than this; of one person's
    /// recordings the least alike halves came to 0.60 and more.
    static let onePerson = 0.5
    /// Each of them has to have so many parts.
    private static let fewest = 2

    /// In the order of the recording.
    let parts: [SpeakerPrint]
    /// Nil when nothing could be told.
    package let whole: SpeakerPrint?

    /// - Parameter speech: where somebody speaks.
    package init(
        in sound: RecordedSound, speech: [ClosedRange<Double>], by network: SpeakerNetwork,
        isCancelled: () -> Bool = { false }
    ) throws(VoiceError) {
        var stretches = Self.parts(of: speech)
        if stretches.count > Self.mostParts {
            let step = Double(stretches.count) / Double(Self.mostParts)
            stretches = (0..<Self.mostParts).map { stretches[Int(Double($0) * step)] }
        }
        var prints: [SpeakerPrint] = []
        for stretch in stretches {
            if isCancelled() { throw .cancelled }
            if let print = try network.print(of: sound.stretch(stretch)) { prints.append(print) }
        }
        self.init(parts: prints)
    }

    init(parts: [SpeakerPrint]) {
        self.parts = parts
        whole = parts.isEmpty ? nil : SpeakerPrint(middleOf: parts)
    }

    /// How alike the two groups are into which the parts fall apart most easily; nil when there are too few for two.
    package var unity: Double? {
        guard parts.count >= 2 * Self.fewest, var (one, two) = leastAlike else { return nil }
        for _ in 0..<4 {
            var groups: (one: [SpeakerPrint], two: [SpeakerPrint]) = ([], [])
            for part in parts {
                if part.likeness(to: one) >= part.likeness(to: two) {
                    groups.one.append(part)
                } else {
                    groups.two.append(part)
                }
            }
            guard min(groups.one.count, groups.two.count) >= Self.fewest else { return nil }
            (one, two) = (SpeakerPrint(middleOf: groups.one), SpeakerPrint(middleOf: groups.two))
        }
        return one.likeness(to: two)
    }

    /// Whether two people or more speak, as far as can be told.
    package var areSeveral: Bool { unity.map { $0 < Self.onePerson } ?? false }

    private var leastAlike: (SpeakerPrint, SpeakerPrint)? {
        var least: (pair: (SpeakerPrint, SpeakerPrint), likeness: Double)?
        for (index, one) in parts.enumerated() {
            for two in parts[..<index] {
                let likeness = one.likeness(to: two)
                if likeness < least?.likeness ?? 2 { least = ((one, two), likeness) }
            }
        }
        return least?.pair
    }

    static func parts(of speech: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
        let all = speech.flatMap { stretch in
            var parts: [ClosedRange<Double>] = []
            var start = stretch.lowerBound
            while start + length < stretch.upperBound {
                parts.append(start...start + length)
                start += hop
            }
            // The last three seconds, or all of a short one.
            parts.append(max(stretch.lowerBound, stretch.upperBound - length)...stretch.upperBound)
            return parts
        }
        let long = all.filter { $0.upperBound - $0.lowerBound >= shortest }
        return long.isEmpty ? all : long
    }
}
