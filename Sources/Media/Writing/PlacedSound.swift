import CLibAV

/// Decoded and resampled sound, piece by piece, with the place of each in samples since the movie's start; what lies before
/// the start is dropped.
final class PlacedSound {
    enum Piece {
        /// Nothing is heard for so many samples, as far as was asked.
        case silence(Int64)
        /// So many are to be taken from the resampler at most.
        case samples(Int)
        case end
    }

    let resampler: Resampler
    let rate: Int32
    /// Samples taken since the movie's start.
    private(set) var position: Int64 = 0
    private let decoder: StreamDecoder
    private let start: Int64
    private let isPiece: Bool
    /// Where the resampler's next sample belongs; nil when the resampler is empty.
    private var pendingAt: Int64?
    private var isAtEnd = false

    /// - Parameter isPiece: whether the movie begins somewhere in the sound: what lies before that is dropped to the sample.
    init(
        _ decoder: StreamDecoder, start: SoundStart, isPiece: Bool = false, rate: Int32, channels: Int32
    ) throws(MediaError) {
        self.decoder = decoder
        self.isPiece = isPiece
        self.rate = rate
        self.start = start.ticks
        resampler = try Resampler(rate: rate, channels: channels)
    }

    /// What comes next; whoever takes it says so with ``took(samples:)`` or ``took(silence:)``.
    /// - Parameter target: above the position.
    func next(until target: Int64) throws(MediaError) -> Piece {
        while true {
            guard let at = try fill() else { return .end }
            // A gap: silence up to the next sound, or up to where the movie is now.
            if at > position { return .silence(min(at, target) - position) }
            if at == position { return .samples(Int(min(target - position, 4096))) }
            // Before the start, or overlapping what was written.
            let dropped = try resampler.drop(Int(position - at))
            pendingAt = dropped == 0 ? nil : at + Int64(dropped)
        }
    }

    func took(silence count: Int64) { position += count }

    func took(samples count: Int) {
        position += Int64(count)
        pendingAt = count == 0 ? nil : position
    }

    /// Makes sure that the resampler holds something; nil at the end of the sound.
    private func fill() throws(MediaError) -> Int64? {
        if let pendingAt { return pendingAt }
        while !isAtEnd {
            guard let frame = decoder.next() else {
                isAtEnd = true
                return nil
            }
            guard try resampler.put(frame) else { continue }
            let at = place(of: frame)
            pendingAt = at
            return at
        }
        return nil
    }

    /// In samples since the movie's start. Small differences are rounding and late packets, not gaps: joined.
    private func place(of frame: UnsafePointer<AVFrame>) -> Int64 {
        let stamp = frame.pointee.best_effort_timestamp
        guard stamp != greenroom_no_time else { return position }
        let (ticks, overflow) = stamp.subtractingReportingOverflow(start)
        let seconds = overflow ? 0 : Double(ticks) * av_q2d(decoder.stream.pointee.time_base)
        let at = Int64(min(max(seconds * Double(rate), -1e12), 1e12))
        if isPiece, position == 0, at < 0 { return at }
        return abs(at - position) < Int64(rate / 20) ? position : at
    }
}
