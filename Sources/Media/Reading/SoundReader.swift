import CLibAV

/// Reads the sound of any file as one channel of 16 kHz, in order and piece by piece: what listening to speech needs.
///
/// Sample 0 is where a movie made of the file begins (``MovieWriter``'s `audioFrom`): at the file's video, if it has one.
/// Gaps are silence; what lies before the start is left out. Not thread-safe: one thread at a time.
package final class SoundReader {
    /// Samples a second.
    package static let rate = 16_000

    /// The container's own figure, or counted where it has none; rounded down.
    package let durationMs: Int?
    private let decoder: StreamDecoder
    private let resampler: Resampler
    private let start: Int64
    /// Samples handed over since sample 0.
    private var position: Int64 = 0

    /// - Throws: ``MediaError/unsupported(_:)`` for a file without sound.
    package init(path: String) throws(MediaError) {
        let bytes = try MediaBytes(path: path)
        guard !bytes.container.isImage else { throw .unsupported("This is a picture; there is nothing to hear in it.") }
        let file = try InputFile(bytes)
        try file.readAhead()
        guard let stream = file.bestAudio else {
            if let codec = file.unreadableSound { throw Decoders.unreadable(codec) }
            throw .unsupported("The file holds no sound.")
        }
        durationMs = Extent(of: file).durationMs
        start = SoundStart(file, stream).ticks
        decoder = try StreamDecoder(file, stream, threads: 1)
        resampler = try Resampler(rate: Int32(Self.rate), channels: 1)
    }

    /// Replaces what `samples` holds by what comes next, -1...1, at most a second of it at a time unless the codec's own
    /// frames are longer.
    /// - Returns: false at the end; `samples` is empty then.
    package func next(into samples: inout [Float]) throws(MediaError) -> Bool {
        samples.removeAll(keepingCapacity: true)
        while let frame = decoder.next() {
            guard try resampler.put(frame) else { continue }
            let at = place(of: frame)
            // A stamp far in the future is damage: a gap is filled up to a minute.
            let gap = min(max(at - position, 0), Int64(60 * Self.rate))
            samples.append(contentsOf: repeatElement(0, count: Int(gap)))
            var early = max(position - at, 0)
            resampler.drain { sample in
                if early > 0 { early -= 1 } else { samples.append(sample.isFinite ? min(max(sample, -1), 1) : 0) }
            }
            guard !samples.isEmpty else { continue }
            position += Int64(samples.count)
            return true
        }
        return false
    }

    /// In samples since the start. Small differences are rounding and late packets, not gaps: joined.
    private func place(of frame: UnsafePointer<AVFrame>) -> Int64 {
        let stamp = frame.pointee.best_effort_timestamp
        guard stamp != greenroom_no_time else { return position }
        let (ticks, overflow) = stamp.subtractingReportingOverflow(start)
        let seconds = overflow ? 0 : Double(ticks) * av_q2d(decoder.stream.pointee.time_base)
        let at = Int64(min(max(seconds * Double(Self.rate), -1e12), 1e12))
        return abs(at - position) < Int64(Self.rate / 20) ? position : at
    }
}
