import CLibAV

/// Where the movie's 0 lies in the stream's own ticks: at the start of the video, if there is one.
struct SoundStart {
    let ticks: Int64

    init(_ file: InputFile, _ stream: UnsafeMutablePointer<AVStream>) {
        let anchor = file.bestVideo ?? stream
        let start = anchor.pointee.start_time
        ticks =
            start == greenroom_no_time
            ? 0 : av.av_rescale_q(start, anchor.pointee.time_base, stream.pointee.time_base)
    }
}
