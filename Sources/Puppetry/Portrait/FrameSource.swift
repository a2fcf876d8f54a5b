import Foundation
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
    private let frames = Channel<VideoFrame>(capacity: 4)
    /// Where pictures of frames go to be used again.
    let pool = PicturePool()
    private let failure = Failure()

    /// What ended the thread early.
    ///
    /// Unchecked: written before the channel is closed and read after it was found closed.
    private final class Failure: @unchecked Sendable { var error: MediaError? }

    /// - Parameter maxSide: longest side of the frames in pixels.
    init(path: String, maxSide: Int = FrameSource.maxSide) throws(PuppetryError) {
        let reader: VideoReader
        do { reader = try VideoReader(path: path, maxSide: maxSide) } catch { throw .driver(error) }
        (width, height) = (reader.width, reader.height)
        (frameRate, timeBase, durationMs) = (reader.frameRate, reader.timeBase, reader.durationMs)
        (frameCountEstimate, hasAudio) = (reader.frameCountEstimate, reader.hasAudio)
        let (frames, pool, failure) = (frames, pool, failure)
        // The reader is made here and used there, never by both.
        nonisolated(unsafe) let handed = reader
        let thread = Thread {
            do {
                while let frame = try handed.next(into: pool.take()), frames.send(frame) {}
            } catch let error as MediaError {
                failure.error = error
            } catch {
                failure.error = .unreadable("The video could not be decoded.")
            }
            frames.close()
        }
        thread.name = "decode"
        thread.start()
    }

    deinit { frames.close() }

    /// The next frame, or nil at the end. Its picture is used again once ``reuse(_:)`` has been called.
    func next() throws(PuppetryError) -> VideoFrame? {
        if let frame = frames.receive() { return frame }
        if let error = failure.error { throw .driver(error) }
        return nil
    }

    func reuse(_ frame: VideoFrame) { pool.give(frame.picture) }

    /// Seconds per tick.
    var secondsPerTick: Double { Double(timeBase.num) / Double(timeBase.den) }
}
