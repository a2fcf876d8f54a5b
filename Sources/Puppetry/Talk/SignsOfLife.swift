import Foundation

/// What a still picture does besides talking so that it does not look frozen: the head moves with the voice
/// (``SpeakingHead``), the chest rises and falls, the brows lift at loud words, the eyes blink and look away. The same seed lives the same life.
struct SignsOfLife {
    /// One moment of it.
    struct Moment: Equatable {
        var head: HeadMotion
        /// How far the brows rise, centimetres.
        var brows: Float
        /// 0 closed ... 1 open, both eyes.
        var eyes: Float
        /// Shares of the eye's width.
        var gaze: SIMD2<Float>
    }

    /// Openness of the eyes in the frames of a blink, at 25 frames a second.
    private static let blink: [Float] = [0.6, 0.1, 0, 0.35, 0.75]
    private static let blinkStep = 0.04
    /// Seconds from one blink to the next.
    private static let pause = 2.2...4.6
    /// Seconds a gaze rests, and how far it wanders, shares of the eye's width [eye].
    private static let glance = (rest: 0.7...2.4, x: Float(0.10), y: Float(0.03))
    /// The head goes along with a glance, radians for the width of an eye, and arrives after so many seconds.
    private static let headAlong = (share: 0.35, time: 0.3)

    private var head: SpeakingHead
    private var random: SplitMix64
    private var nextBlink: Double
    private var nextGlance: Double
    private var gaze = SIMD2<Float>.zero
    private var along = 0.0
    private var last: Double?

    /// - Parameter meanLoudness: of the whole speech, 0...1.
    init(meanLoudness: Float, seed: UInt64) {
        random = SplitMix64(state: seed)
        nextBlink = Double.random(in: 0.8...Self.pause.upperBound, using: &random)
        nextGlance = Double.random(in: Self.glance.rest, using: &random)
        head = SpeakingHead(meanLoudness: meanLoudness, seed: random.next())
    }

    /// - Parameters:
    ///   - seconds: rising from call to call.
    ///   - loudness: of the voice then, 0...1.
    mutating func next(at seconds: Double, loudness: Float) -> Moment {
        let step = seconds - (last ?? seconds)
        last = seconds
        let gaze = gaze(at: seconds)
        along += (-Self.headAlong.share * Double(gaze.x) - along) * (1 - exp(-step / Self.headAlong.time))
        let turn = head.next(at: seconds, loudness: loudness) + SIMD3(0, along, 0)
        let breath = sin(2 * .pi * 0.24 * seconds)
        return Moment(
            head: HeadMotion(
                turn: Matrix3(rotationVector: turn), growth: 1 + 0.005 * breath, shift: SIMD2(0, -0.14 * breath)),
            brows: 0.375 * Float(max(0, head.emphasis)), eyes: eyes(at: seconds), gaze: gaze)
    }

    private mutating func eyes(at seconds: Double) -> Float {
        let length = Double(Self.blink.count) * Self.blinkStep
        if seconds >= nextBlink + length { nextBlink = seconds + Double.random(in: Self.pause, using: &random) }
        let at = (seconds - nextBlink) / Self.blinkStep
        guard at >= 0, Int(at) < Self.blink.count else { return 1 }
        return Self.blink[Int(at)]
    }

    /// Eyes jump from place to place, and back to the viewer every other time.
    private mutating func gaze(at seconds: Double) -> SIMD2<Float> {
        guard seconds >= nextGlance else { return gaze }
        nextGlance = seconds + Double.random(in: Self.glance.rest, using: &random)
        let away = SIMD2(
            Float.random(in: -Self.glance.x...Self.glance.x, using: &random),
            Float.random(in: -Self.glance.y...Self.glance.y, using: &random))
        gaze = gaze == .zero ? away : .zero
        return gaze
    }
}

/// Random numbers that are the same everywhere (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
