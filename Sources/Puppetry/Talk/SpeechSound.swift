import Foundation
import Media

/// What a speech sounds like every hundredth of a second.
///
/// 1.6 KB a second; beyond ``FrameStore``'s limit it lies in a temporary file.
struct SpeechSound {
    /// Seconds between moments; moment k is heard at k steps.
    static let step = 0.01

    /// One moment.
    struct Moment: Equatable {
        /// dB of full scale.
        var level: Float
        /// Share of the power above 3.5 kHz, 0...1.
        var sibilance: Float
        /// Hertz.
        var firstFormant: Float
        var secondFormant: Float

        static let size = 4
        /// What is taken for a moment without a clear voice.
        static let restingFormants: (Float, Float) = (500, 1500)

        var record: [Float] { [level, sibilance, firstFormant, secondFormant] }
    }

    let seconds: Double
    /// Level of the quiet and of the loud moments, dB.
    let quiet: Float
    let loud: Float
    /// Mean of ``loudness(at:)`` over the speech.
    let meanLoudness: Float
    private let store: FrameStore

    fileprivate init(_ store: FrameStore, seconds: Double, levels: LevelHistogram) {
        self.store = store
        self.seconds = seconds
        loud = levels.percentile(0.95)
        quiet = max(levels.percentile(0.08), loud - 45)
        let (quiet, loud) = (quiet, loud)
        meanLoudness = levels.mean { Self.loudness($0, quiet: quiet, loud: loud) }
    }

    /// - Parameter index: any; outside the speech it is silent.
    func moment(_ index: Int) throws(PuppetryError) -> Moment {
        guard index >= 0, index < store.count else {
            let resting = Moment.restingFormants
            return Moment(level: -100, sibilance: 0, firstFormant: resting.0, secondFormant: resting.1)
        }
        let record = try store.record(index)
        return Moment(level: record[0], sibilance: record[1], firstFormant: record[2], secondFormant: record[3])
    }

    /// 0 for what is as quiet as the pauses ... 1 for the loud moments.
    func loudness(of moment: Moment) -> Float { Self.loudness(moment.level, quiet: quiet, loud: loud) }

    func loudness(at seconds: Double) throws(PuppetryError) -> Float {
        loudness(of: try moment(Int((seconds / Self.step).rounded())))
    }

    /// What lies less than 8 dB above the pauses is breath and room.
    private static func loudness(_ level: Float, quiet: Float, loud: Float) -> Float {
        ((level - quiet - 8) / max(loud - quiet - 8, 1)).clamped(0...1)
    }

    /// - Throws: ``PuppetryError/speech(_:)`` when nobody is heard to speak.
    func checkSpeech() throws(PuppetryError) {
        guard seconds > 0 else { throw .speech(.empty) }
        guard loud >= InputLimits.speechLevel else { throw .speech(.silent(level: loud)) }
        guard loud - quiet >= InputLimits.speechRange else { throw .speech(.steady(range: loud - quiet)) }
    }
}

/// Makes a ``SpeechSound`` from samples as they come.
struct SpeechListener {
    private static let hop = Int(SpeechSound.step * Double(SoundReader.rate))
    private static let windowLength = 400
    private static let length = 512
    private static let hertzPerStep = Float(SoundReader.rate) / Float(length)

    private let spectrum: PowerSpectrum
    private let formants = Formants()
    private let windowPower: Float
    private let store: FrameStore
    private var levels = LevelHistogram()
    private var waiting: [Float]
    private var heard = 0
    private var power = [Float](repeating: 0, count: length / 2 + 1)
    /// Moments whose formants are not smoothed yet: each takes the median of itself and its two neighbours on each side.
    private var recent: [SpeechSound.Moment] = []

    /// - Parameter folder: for what does not fit in memory.
    init(folder: String) throws(PuppetryError) {
        let window = (0..<Self.windowLength).map { index -> Float in
            0.5 - 0.5 * cos(2 * .pi * (Float(index) + 0.5) / Float(Self.windowLength))
        }
        do {
            spectrum = try PowerSpectrum(length: Self.length, window: window)
        } catch { throw .sound(error) }
        windowPower = window.reduce(0) { $0 + $1 * $1 } * Float(Self.length)
        store = FrameStore(recordSize: SpeechSound.Moment.size, folder: folder)
        // The first moment's window is centred on sample 0.
        waiting = [Float](repeating: 0, count: Self.windowLength / 2)
    }

    var seconds: Double { Double(heard) / Double(SoundReader.rate) }

    mutating func add(_ samples: [Float]) throws(PuppetryError) {
        heard += samples.count
        try consume(samples)
    }

    mutating func finish() throws(PuppetryError) -> SpeechSound {
        try consume([Float](repeating: 0, count: Self.windowLength / 2))
        for place in max(0, recent.count - 2)..<max(recent.count, 0) { try keep(place) }
        return SpeechSound(store, seconds: seconds, levels: levels)
    }

    private mutating func consume(_ samples: [Float]) throws(PuppetryError) {
        waiting += samples
        var start = 0
        while waiting.count - start >= Self.windowLength {
            waiting.withUnsafeBufferPointer { all in
                spectrum(.init(rebasing: all[start..<(start + Self.windowLength)]), into: &power)
            }
            try add(moment())
            start += Self.hop
        }
        waiting.removeFirst(start)
    }

    private mutating func add(_ moment: SpeechSound.Moment) throws(PuppetryError) {
        levels.add(moment.level)
        recent.append(moment)
        switch recent.count {
        case 3: try keep(0)
        case 4: try keep(1)
        case 5...:
            try keep(2)
            recent.removeFirst(recent.count - 4)
        default: break
        }
    }

    /// Writes a recent moment down with the median of the formants round it.
    private func keep(_ place: Int) throws(PuppetryError) {
        let round = recent[max(0, place - 2)...min(recent.count - 1, place + 2)]
        var moment = recent[place]
        moment.firstFormant = round.map(\.firstFormant).median
        moment.secondFormant = round.map(\.secondFormant).median
        try store.append(moment.record)
    }

    private func moment() -> SpeechSound.Moment {
        let low = Int((60 / Self.hertzPerStep).rounded(.up))  // below is hum and rumble
        let high = Int((3500 / Self.hertzPerStep).rounded())
        let whole = power[low...].reduce(0, +)
        let level = 10 * log10(2 * whole / windowPower + 1e-10)
        let resting = SpeechSound.Moment.restingFormants
        let voice = level > -70 ? formants(power) ?? resting : resting
        return SpeechSound.Moment(
            level: level, sibilance: whole > 0 ? power[high...].reduce(0, +) / whole : 0, firstFormant: voice.0,
            secondFormant: voice.1)
    }
}

/// How often each level was heard, whatever the length.
private struct LevelHistogram {
    private static let lowest: Float = -100
    private static let perStep: Float = 0.25
    private var counts = [Int](repeating: 0, count: 440)
    private var total = 0

    mutating func add(_ level: Float) {
        counts[Int(((level - Self.lowest) / Self.perStep)).clamped(0...(counts.count - 1))] += 1
        total += 1
    }

    private func level(_ step: Int) -> Float { Self.lowest + (Float(step) + 0.5) * Self.perStep }

    func percentile(_ share: Double) -> Float {
        var left = Int(Double(total) * share)
        for (step, count) in counts.enumerated() {
            if left < count { return level(step) }
            left -= count
        }
        return Self.lowest
    }

    func mean(_ value: (Float) -> Float) -> Float {
        guard total > 0 else { return 0 }
        return counts.enumerated().reduce(0) { $0 + Float($1.1) * value(level($1.0)) } / Float(total)
    }
}
