import Media

/// Decodes a clip on a thread of its own, a few frames ahead.
final class FrameSource {
    /// Longest side of the frames: enough for every network, and cheap to scale.
    static let maxSide = 960

    /// Of the frames.
    let width: Int
    let height: Int
    let frameRate: Double
    let timeBase: (num: Int32, den: Int32)
    let durationMs: Int?
    let frameCountEstimate: Int?
    let hasAudio: Bool
    /// Where pictures of frames go to be reused.
    let pool = PicturePool()
    private let frames: Stage<VideoFrame, Void>

    /// - Parameter maxSide: longest side of the frames in pixels.
    init(path: String, maxSide: Int = FrameSource.maxSide) throws(PuppetryError) {
        let reader: VideoReader
        do { reader = try VideoReader(path: path, maxSide: maxSide) } catch { throw .driver(error) }
        (width, height) = (reader.width, reader.height)
        (frameRate, timeBase, durationMs) = (reader.frameRate, reader.timeBase, reader.durationMs)
        (frameCountEstimate, hasAudio) = (reader.frameCountEstimate, reader.hasAudio)
        let pool = pool
        frames = Stage("decode", capacity: 4) { (channel) throws(PuppetryError) in
            do throws(MediaError) {
                while let frame = try reader.next(into: pool.take()), channel.send(frame) {}
            } catch { throw .driver(error) }
        }
    }

    /// The next frame, or nil at the end. Its picture is reused once ``reuse(_:)`` has been called.
    func next() throws(PuppetryError) -> VideoFrame? { try frames.next() }

    func reuse(_ frame: VideoFrame) { pool.give(frame.picture) }

    /// Seconds per tick.
    var secondsPerTick: Double { Double(timeBase.num) / Double(timeBase.den) }

    /// As the container tells; 0 when it does not.
    var seconds: Double { durationMs.map { Double($0) / 1000 } ?? 0 }

    var megapixels: Double { Double(width * height) / 1e6 }
}
