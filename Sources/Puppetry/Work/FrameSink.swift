import Media

/// The movie that a job makes.
struct MovieFormat {
    let width: Int
    let height: Int
    /// Of the frames' stamps, seconds per tick.
    let timeBase: (num: Int32, den: Int32)
    let frameRate: Double
    /// File whose sound the movie takes.
    let audioFrom: String?

    init(width: Int, height: Int, timeBase: (num: Int32, den: Int32), frameRate: Double, audioFrom: String?) {
        (self.width, self.height) = (width, height)
        (self.timeBase, self.frameRate, self.audioFrom) = (timeBase, frameRate, audioFrom)
    }

    /// With the timing and the sound of a clip.
    init(width: Int, height: Int, like clip: FrameSource, at path: String) {
        self.init(
            width: width, height: height, timeBase: clip.timeBase, frameRate: clip.frameRate,
            audioFrom: clip.hasAudio ? path : nil)
    }
}

/// Encodes a movie on a thread of its own.
final class FrameSink {
    private struct Frame: Sendable {
        let picture: Picture
        let stamp: Int64
    }

    /// Frames that an earlier attempt made: the next one to append comes after them.
    let framesBefore: Int
    /// Frames of the whole movie, with those made before.
    let count: Int
    private let format: MovieFormat
    private let pool = PicturePool()
    private let frames: Stage<Frame, (durationMs: Int, frames: Int)>

    /// - Parameters:
    ///   - overlays: drawn over every frame, in this order, on the encoding thread.
    ///   - count: frames that will be appended, with those made before.
    init(
        _ job: some MovieJob, _ format: MovieFormat, overlays: [any FrameOverlay], frames count: Int
    ) throws(PuppetryError) {
        (self.format, self.count) = (format, count)
        let writer: MovieWriter
        do {
            writer = try MovieWriter(
                path: job.output, width: format.width, height: format.height, timeBase: format.timeBase,
                frameRate: format.frameRate, audioFrom: format.audioFrom, metadata: job.metadata,
                threads: (job.cores / 2).clamped(1...4),
                reel: Reel(job.checkpoint, frames: count, frameRate: format.frameRate))
        } catch { throw .output(error) }
        framesBefore = min(writer.framesBefore, count)
        let (pool, timeBase) = (pool, format.timeBase)
        frames = Stage("encode", capacity: 3) { (channel) throws(PuppetryError) in
            do throws(MediaError) {
                while let frame = channel.receive() {
                    let seconds = Double(frame.stamp) * Double(timeBase.num) / Double(timeBase.den)
                    for overlay in overlays { overlay.draw(onto: frame.picture, seconds: seconds) }
                    try writer.append(frame.picture, pts: frame.stamp)
                    pool.give(frame.picture)
                }
                // A writer that is not finished deletes its movie.
                if !channel.isAbandoned { return try writer.finish() }
            } catch { throw .output(error) }
            throw .cancelled
        }
    }

    /// A picture to draw the next frame on; its content is undefined.
    func canvas() -> Picture { pool.take() ?? Picture(width: format.width, height: format.height) }

    func append(_ picture: Picture, stamp: Int64) throws(PuppetryError) {
        try frames.send(Frame(picture: picture, stamp: stamp))
    }

    /// Waits until the movie is complete.
    func finish() throws(PuppetryError) -> (durationMs: Int, frames: Int) { try frames.finish() }
}
