import CVoice
import Glibc
import Media

/// One hundredth of a second of sound.
struct VoiceFrame: Sendable {
    /// Root mean square in dB of full scale, not below -100.
    var levelDb: Float
    /// 0 where nothing repeats itself.
    var pitchHz: Float
    /// Power in ``VoicePrint/bands``.
    var bands: [Float]
}

/// Listens to sound of 16 kHz that comes in pieces and keeps what is needed to tell how a voice sounds: about 150 bytes
/// a frame, however long a piece is.
final class VoiceListener {
    static let rate = SoundReader.rate
    /// Frames a second.
    static let frameRate = 100
    private static let hop = rate / frameRate
    /// 40 ms: more than two periods of the deepest voice.
    private static let window = 640
    private static let periods = (shortest: rate / 500, longest: rate / 60)
    /// How exactly a frame must repeat itself to count as voiced.
    private static let voiced: Float = 0.6
    private static let spectrumLength = 512

    private(set) var frames: [VoiceFrame] = []
    /// How often each size of sample (0...1 in steps of 1/1024) was heard.
    private(set) var sizes = [Int](repeating: 0, count: 1025)
    private let spectrum: PowerSpectrum
    private let steps: [Range<Int>]
    private var waiting: [Float] = []
    private var power = [Float](repeating: 0, count: spectrumLength / 2 + 1)
    private var correlation = [Float](repeating: 0, count: periods.longest + 1)

    init() throws(MediaError) {
        let hann = (0..<Self.spectrumLength).map { index in
            0.5 - 0.5 * cosf(2 * .pi * (Float(index) + 0.5) / Float(Self.spectrumLength))
        }
        spectrum = try PowerSpectrum(length: Self.spectrumLength, window: hann)
        let edges = VoicePrint.bands.map { Int(($0 / Double(Self.rate) * Double(Self.spectrumLength)).rounded()) }
        steps = zip(edges, edges.dropFirst()).map { $0..<max($1, $0 + 1) }
    }

    var seconds: Double { Double(frames.count) / Double(Self.frameRate) }

    func hear(_ samples: [Float]) {
        for sample in samples { sizes[Int(min(abs(sample), 1) * 1024)] += 1 }
        waiting += samples
        let needed = Self.window + Self.periods.longest
        var start = 0
        waiting.withUnsafeBufferPointer { all in
            while start + needed <= all.count {
                frames.append(frame(UnsafeBufferPointer(rebasing: all[start..<start + needed])))
                start += Self.hop
            }
        }
        waiting.removeFirst(start)
    }

    private func frame(_ samples: UnsafeBufferPointer<Float>) -> VoiceFrame {
        spectrum(UnsafeBufferPointer(rebasing: samples[..<Self.spectrumLength]), into: &power)
        var sum: Float = 0
        for index in 0..<400 { sum += samples[index] * samples[index] }
        let level = 10 * log10f(max(sum / 400, 1e-10))
        var strength: Float = 0
        var period: Float = 0
        if level > -60, let first = samples.baseAddress {
            period = greenroom_voice_period(
                first, Int32(Self.window), Int32(Self.periods.shortest), Int32(Self.periods.longest), &correlation,
                &strength)
        }
        let isVoiced = strength >= Self.voiced && period > 0
        return VoiceFrame(
            levelDb: level, pitchHz: isVoiced ? Float(Self.rate) / period : 0,
            bands: steps.map { step in power[step].reduce(0, +) })
    }
}
