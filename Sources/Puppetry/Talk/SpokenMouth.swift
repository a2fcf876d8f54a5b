import Foundation

/// One sound of a speech, as whoever spoke it tells.
package struct SpokenSound: Equatable, Sendable {
    /// Seconds.
    package var start: Double
    package var end: Double
    let mouth: Viseme

    /// - Parameter phoneme: a class of sounds, `p`, `b`, `m`, `f` ... `schwa`, `silence`; unknown ones are silence.
    package init(start: Double, end: Double, phoneme: String) {
        self.start = start
        self.end = end
        mouth = Viseme(rawValue: phoneme) ?? .silence
    }
}

/// What a sound looks like.
enum Viseme: String, CaseIterable, Sendable {
    case p, b, m, f, v, t, d, s, z, sh, k, g, n, l, r, w, u, o, a, e, i, schwa, silence

    var shape: MouthShape {
        switch self {
        case .p, .b, .m, .silence: .closed
        case .f, .v: MouthShape(open: 0.12, width: 0.1)
        case .t, .d: MouthShape(open: 0.2, width: 0.2)
        case .s, .z: MouthShape(open: 0.12, width: 0.4)
        case .sh: MouthShape(open: 0.2, width: -0.4)
        case .k, .g: MouthShape(open: 0.3, width: 0)
        case .n: MouthShape(open: 0.2, width: 0.1)
        case .l: MouthShape(open: 0.3, width: 0.1)
        case .r: MouthShape(open: 0.25, width: -0.3)
        case .w: MouthShape(open: 0.15, width: -0.9)
        case .u: MouthShape(open: 0.25, width: -0.9)
        case .o: MouthShape(open: 0.5, width: -0.6)
        case .a: MouthShape(open: 1, width: 0)
        case .e: MouthShape(open: 0.55, width: 0.5)
        case .i: MouthShape(open: 0.3, width: 0.9)
        case .schwa: MouthShape(open: 0.4, width: 0)
        }
    }

    /// Lips that meet: without them no p looks like one.
    var closesLips: Bool { self == .p || self == .b || self == .m }
}

/// The mouth of a speech whose sounds are known.
struct SpokenMouth: MouthCurve {
    /// Seconds: how far sounds run into each other, and how early the mouth is there.
    private static let spread = (open: 0.035, width: 0.050)
    private static let lead = 0.03
    /// Within this of the middle of a p the lips touch, and from here they are free; seconds.
    private static let closure = (touching: 0.012, free: 0.06)

    /// In order.
    let sounds: [SpokenSound]
    /// For how loud each is: the same vowel opens less when it is not stressed.
    let sound: SpeechSound

    func shape(at seconds: Double) throws(PuppetryError) -> MouthShape {
        let time = seconds + Self.lead
        let reach = 3 * Self.spread.width
        var (open, width, limit) = (0.0, 0.0, 1.0)
        for index in first(endingAfter: time - reach)..<sounds.count {
            let sound = sounds[index]
            guard sound.start < time + reach else { break }
            let shape = sound.mouth.shape
            func share(_ spread: Double) -> Double {
                (erf((sound.end - time) / (spread * 2.0.squareRoot()))
                    - erf((sound.start - time) / (spread * 2.0.squareRoot()))) / 2
            }
            open += Double(shape.open) * share(Self.spread.open)
            width += Double(shape.width) * share(Self.spread.width)
            if sound.mouth.closesLips {
                let off = abs((sound.start + sound.end) / 2 - time)
                limit = min(limit, smoothStep(Self.closure.touching, Self.closure.free, off))
            }
        }
        let stress = 0.45 + 0.75 * Double(try sound.loudness(at: time))
        return MouthShape(open: Float(min(open * stress, limit)), width: Float(width.clamped(-1...1)))
    }

    private func first(endingAfter time: Double) -> Int {
        var (low, high) = (0, sounds.count)
        while low < high {
            let middle = (low + high) / 2
            if sounds[middle].end <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
