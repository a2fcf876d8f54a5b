import CLibAV

/// Where the movie's 0 lies in the stream's own ticks: at the start of the video, if there is one.
struct SoundStart {
    private(set) var ticks: Int64

    init(_ file: InputFile, _ stream: UnsafeMutablePointer<AVStream>) {
        let anchor = file.bestVideo ?? stream
        let start = anchor.pointee.start_time
        ticks =
            start == greenroom_no_time
            ? 0 : av.av_rescale_q(start, anchor.pointee.time_base, stream.pointee.time_base)
    }

    /// Later by so many seconds.
    func moved(by seconds: Double, in timeBase: AVRational) -> SoundStart {
        var moved = self
        let ticks = seconds * Double(timeBase.den) / Double(max(1, timeBase.num))
        guard ticks.isFinite, abs(ticks) < 1e15 else { return self }
        moved.ticks = self.ticks &+ Int64(ticks.rounded())
        return moved
    }
}
