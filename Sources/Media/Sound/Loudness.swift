import Glibc

/// How loud a sound is as a whole (EBU R 128, ITU-R BS.1770).
package struct Loudness: Equatable, Sendable {
    /// Integrated, in LUFS; below -69 for silence.
    package var integrated: Double
    /// Highest true peak in dB of full scale.
    package var truePeak: Double

    package init(integrated: Double, truePeak: Double) {
        self.integrated = integrated
        self.truePeak = truePeak
    }
}

/// Measures the loudness of one channel that comes in pieces.
package final class LoudnessGauge {
    private static let names = ["lavfi.r128.I", "lavfi.r128.true_peaks_ch0"]
    private let filter: SoundFilter
    private let rate: Int

    package init(rate: Int) throws(MediaError) {
        self.rate = rate
        filter = try SoundFilter("ebur128=peak=true:metadata=1", rate: rate, facts: Self.names)
    }

    package func add(_ samples: [Float]) throws(MediaError) {
        _ = try filter.filter(samples)
    }

    /// Nothing can be added afterwards.
    package func finish() throws(MediaError) -> Loudness {
        // It looks at blocks of 400 ms; quiet ones do not count.
        try add([Float](repeating: 0, count: rate / 2))
        _ = try filter.finish()
        let measured = Self.names.map { filter.facts[$0].flatMap(Double.init) ?? -.infinity }
        // The peak is told as a factor.
        return Loudness(integrated: max(measured[0], -70), truePeak: 20 * log10(max(measured[1], 1e-6)))
    }
}

/// Brings a sound to a loudness: one gain for all of it, so that nothing pumps, and a limiter for the few peaks that
/// would then stand out.
package final class LoudnessLeveller {
    private let filter: SoundFilter

    /// - Parameters:
    ///   - gain: in dB.
    ///   - truePeak: of the sound to come, in dB of full scale.
    ///   - ceiling: highest true peak of the result.
    package init(gain: Double, truePeak: Double, ceiling: Double, rate: Int) throws(MediaError) {
        let gain = min(max(gain, -40), 40)
        var chain = "volume=\(Self.figure(gain))dB:precision=float"
        if truePeak + gain > ceiling {
            // Four times the rate shows the peaks between the samples; 0.3 dB for what coming back adds.
            let limit = pow(10, (ceiling - 0.3) / 20)
            chain += ",aresample=\(rate * 4),alimiter=limit=\(Self.figure(limit)):attack=5:release=50:level=0:latency=1"
            chain += ",aresample=\(rate)"
        }
        filter = try SoundFilter(chain, rate: rate)
    }

    /// Gives what is ready; it may belong to earlier samples.
    package func level(_ samples: [Float]) throws(MediaError) -> [Float] { try filter.filter(samples) }

    /// Gives the rest.
    package func finish() throws(MediaError) -> [Float] { try filter.finish() }

    private static func figure(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let sign = thousandths < 0 ? "-" : ""
        let rest = String(abs(thousandths) % 1000)
        return sign + "\(abs(thousandths) / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
