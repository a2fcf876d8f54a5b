import Media

/// The sound of a recording in memory: what people record to be heard is short.
package struct RecordedSound: Sendable {
    /// Samples a second of ``samples``.
    package static let rate = SoundReader.rate
    /// One channel, -1...1.
    package let samples: [Float]

    package init(samples: [Float]) { self.samples = samples }

    /// - Parameters:
    ///   - path: any file with sound.
    ///   - longest: seconds from the start that are read; what follows is left out.
    /// - Throws: `unsupported_media`, `cancelled`.
    package init(
        of path: String, longest: Double, isCancelled: () -> Bool = { false }
    ) throws(VoiceError) {
        let most = Int(longest * Double(Self.rate))
        var samples: [Float] = []
        do throws(MediaError) {
            let reader = try SoundReader(path: path)
            var piece: [Float] = []
            while samples.count < most, try reader.next(into: &piece) {
                if isCancelled() { break }
                samples += piece
            }
        } catch {
            throw VoiceError(error)
        }
        if isCancelled() { throw .cancelled }
        self.samples = Array(samples.prefix(most))
    }

    package var seconds: Double { Double(samples.count) / Double(Self.rate) }

    /// The stretch between two times, in seconds; nothing outside the recording.
    func stretch(_ range: ClosedRange<Double>) -> ArraySlice<Float> {
        let start = min(max(0, Int(range.lowerBound * Double(Self.rate))), samples.count)
        let end = min(max(start, Int(range.upperBound * Double(Self.rate))), samples.count)
        return samples[start..<end]
    }
}
