import Foundation

/// How a head moves while its owner speaks: it nods with what is stressed, settles in another way now and then, and sways.
/// Angles as of a rotation vector: down, to the left of the picture, clockwise; radians.
struct SpeakingHead {
    private static let degree = Double.pi / 180
    /// Seconds after which a change of loudness has arrived: as a syllable, as a word, as a sentence.
    private static let reaction = (syllable: 0.08, word: 0.25, sentence: 0.6)
    /// A syllable that is louder than its sentence by this is stressed.
    private static let stress = 0.12
    /// Of a nod: degrees, seconds down and up again, and the shortest time from one to the next.
    private static let nod = (depth: 1.8...3.2, down: 0.28, up: 0.5, pause: 0.6)
    /// Of a way to hold the head: seconds until the next, seconds it takes to get there, and degrees from straight ahead.
    private static let posture = (rest: 0.8...2.8, move: 1.2, most: SIMD3(2.0, 5.0, 2.4))

    private let meanLoudness: Double
    private var random: SplitMix64
    private var last: Double?
    private var syllable: Double
    private var word: Double
    private var sentence: Double
    private var nods: [(start: Double, depth: Double)] = []
    private var from = SIMD3<Double>.zero
    private var to = SIMD3<Double>.zero
    private var settled: Double
    private var nextPosture: Double

    init(meanLoudness: Float, seed: UInt64) {
        let loudness = Double(meanLoudness)
        self.meanLoudness = loudness
        (syllable, word, sentence) = (loudness, loudness, loudness)
        random = SplitMix64(state: seed)
        settled = 0
        nextPosture = Double.random(in: 0.3...1, using: &random)
    }

    /// How much louder the word is than speech is in the mean.
    var emphasis: Double { word - meanLoudness }

    /// - Parameters:
    ///   - seconds: rising from call to call.
    ///   - loudness: of the voice then, 0...1.
    mutating func next(at seconds: Double, loudness: Float) -> SIMD3<Double> {
        listen(Double(loudness), at: seconds)
        if seconds >= nextPosture { settle(at: seconds) }
        // Frequencies without a common period: what sways never seems to repeat.
        func wave(_ hertz: Double) -> Double { sin(2 * .pi * hertz * seconds) }
        let sway = SIMD3(0.7 * wave(0.21), 1.2 * wave(0.13) + 0.7 * wave(0.31), 0.7 * wave(0.11))
        let held = from + (to - from) * Self.eased((seconds - settled) / Self.posture.move)
        let nodding = nods.reduce(0) { $0 + $1.depth * Self.nodding(seconds - $1.start) }
        // Who speaks up lifts the head; the nod within the word brings it down.
        let voice = -2 * emphasis + nodding
        return (sway + held + SIMD3(voice, 0, 0)) * Self.degree
    }

    private mutating func listen(_ loudness: Double, at seconds: Double) {
        let step = seconds - (last ?? seconds)
        last = seconds
        func follow(_ value: inout Double, _ time: Double) { value += (loudness - value) * (1 - exp(-step / time)) }
        let before = syllable - sentence
        follow(&syllable, Self.reaction.syllable)
        follow(&word, Self.reaction.word)
        follow(&sentence, Self.reaction.sentence)
        nods.removeAll { seconds - $0.start > Self.nod.down + Self.nod.up }
        let rested = nods.last.map { seconds - $0.start >= Self.nod.pause } ?? true
        guard before < Self.stress, syllable - sentence >= Self.stress, rested else { return }
        nods.append((seconds, Double.random(in: Self.nod.depth, using: &random)))
    }

    /// Holds the head another way; every other time about straight ahead, where whoever is spoken to is.
    private mutating func settle(at seconds: Double) {
        nextPosture = seconds + Self.posture.move + Double.random(in: Self.posture.rest, using: &random)
        from = to
        settled = seconds
        let reach = (to.length > 2 ? 0.3 : 1) * Self.posture.most
        func part() -> Double { Double.random(in: -1...1, using: &random) }
        let aside = Double.random(in: 0.5...1, using: &random)
        to = SIMD3(part(), part() < 0 ? -aside : aside, part()) * reach
    }

    private static func nodding(_ time: Double) -> Double {
        time < nod.down ? eased(time / nod.down) : 1 - eased((time - nod.down) / nod.up)
    }

    private static func eased(_ share: Double) -> Double { smoothStep(0, 1, share) }
}
