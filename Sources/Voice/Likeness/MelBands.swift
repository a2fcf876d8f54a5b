import Glibc
import Media

/// Sound as a speaker network hears it: 80 bands of the mel scale each hundredth of a second, as Kaldi makes them
/// (`feat/feature-fbank.cc`: 25 ms at 16 kHz, Povey's window, no dither), each band less its mean over time.
final class MelBands {
    static let count = 80
    /// Samples from one row to the next, and of a row.
    static let hop = 160
    static let window = 400
    private static let length = 512
    private static let preEmphasis: Float = 0.97
    private static let lowest: Float = 1.192_092_9e-7

    private let spectrum: PowerSpectrum
    /// For each band its first step of the spectrum and the weights from there.
    private let bands: [(start: Int, weights: [Float])]

    init() throws(MediaError) {
        let povey = (0..<Self.window).map { index in
            powf(0.5 - 0.5 * cosf(2 * .pi * Float(index) / Float(Self.window - 1)), 0.85)
        }
        spectrum = try PowerSpectrum(length: Self.length, window: povey)
        func mel(_ hertz: Float) -> Float { 1127 * logf(1 + hertz / 700) }
        let (low, high) = (mel(20), mel(Float(RecordedSound.rate) / 2))
        let step = (high - low) / Float(Self.count + 1)
        let places = (0..<Self.length / 2).map { mel(Float($0 * RecordedSound.rate) / Float(Self.length)) }
        bands = (0..<Self.count).map { band in
            let left = low + Float(band) * step
            let weights = places.map { max(0, min(($0 - left) / step, (left + 2 * step - $0) / step)) }
            let start = weights.firstIndex { $0 > 0 } ?? 0
            let end = (weights.lastIndex { $0 > 0 } ?? start) + 1
            return (start, Array(weights[start..<end]))
        }
    }

    /// - Parameter samples: of ``RecordedSound/rate``, a window or more.
    /// - Returns: row by row.
    func callAsFunction(_ samples: [Float]) -> [Float] {
        let rows = samples.count < Self.window ? 0 : 1 + (samples.count - Self.window) / Self.hop
        var found = [Float](repeating: 0, count: rows * Self.count)
        var power = [Float](repeating: 0, count: Self.length / 2 + 1)
        var frame = [Float](repeating: 0, count: Self.window)
        for row in 0..<rows {
            let start = row * Self.hop
            // Kaldi counts in 16-bit steps.
            for index in frame.indices { frame[index] = samples[start + index] * 32768 }
            let mean = frame.reduce(0, +) / Float(Self.window)
            for index in frame.indices { frame[index] -= mean }
            for index in frame.indices.reversed() { frame[index] -= Self.preEmphasis * frame[max(0, index - 1)] }
            frame.withUnsafeBufferPointer { spectrum($0, into: &power) }
            for (band, (first, weights)) in bands.enumerated() {
                var energy: Float = 0
                for (index, weight) in weights.enumerated() { energy += weight * power[first + index] }
                found[row * Self.count + band] = logf(max(energy, Self.lowest))
            }
        }
        for band in 0..<Self.count where rows > 0 {
            var mean: Float = 0
            for row in 0..<rows { mean += found[row * Self.count + band] }
            mean /= Float(rows)
            for row in 0..<rows { found[row * Self.count + band] -= mean }
        }
        return found
    }
}
