extension Utterance {
    /// Seconds from the first to the last hundredth of a second within 35 dB of the loudest.
    static func audible(_ samples: [Int16], sampleRate: Int) -> ClosedRange<Double> {
        let step = max(1, sampleRate / 100)
        let powers = stride(from: 0, to: samples.count, by: step).map { start in
            samples[start..<min(start + step, samples.count)].reduce(0) { $0 + Double($1) * Double($1) }
        }
        let floor = (powers.max() ?? 0) * 3e-4
        guard let first = powers.firstIndex(where: { $0 > floor }), let last = powers.lastIndex(where: { $0 > floor })
        else { return 0...Double(samples.count) / Double(sampleRate) }
        let seconds = Double(step) / Double(sampleRate)
        return Double(first) * seconds...min(Double(last + 1) * seconds, Double(samples.count) / Double(sampleRate))
    }
}
