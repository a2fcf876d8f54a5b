import Foundation
import Media

/// Something that lies over the frames of a movie: a mark, subtitles.
protocol FrameOverlay: Sendable {
    /// - Parameter seconds: when the frame is shown.
    func draw(onto picture: Picture, seconds: Double)
}

/// Encodes a movie on a thread of its own.
final class FrameSink {
    private struct Frame: Sendable {
        let picture: Picture
        let stamp: Int64
    }

    /// How it ended.
    ///
    /// Unchecked: written by the encoding thread before it signals its end, read after.
    private final class Outcome: @unchecked Sendable {
        var movie: (durationMs: Int, frames: Int)?
        var error: MediaError?
        /// Whether the movie is to be thrown away.
        var isAbandoned = false
    }

    /// Frames at the movie's beginning that an earlier attempt made: the next one to append comes after them.
    let framesBefore: Int
    private let width: Int
    private let height: Int
    private let frames = Channel<Frame>(capacity: 3)
    private let pool = PicturePool()
    private let outcome = Outcome()
    private let ended = DispatchSemaphore(value: 0)
    private var hasEnded = false

    convenience init(
        path: String, width: Int, height: Int, like source: FrameSource, audioFrom: String?,
        metadata: [String: String], threads: Int, overlays: [any FrameOverlay] = [], kept: KeptWork? = nil,
        frames: Int = 0
    ) throws(PuppetryError) {
        try self.init(
            path: path, width: width, height: height, timeBase: source.timeBase, frameRate: source.frameRate,
            audioFrom: audioFrom, metadata: metadata, threads: threads, overlays: overlays, kept: kept,
            frames: frames)
    }

    /// - Parameters:
    ///   - timeBase: of the frames' stamps, seconds per tick.
    ///   - overlays: drawn over every frame, in this order, on the encoding thread.
    ///   - kept: takes finished parts of the movie.
    ///   - frames: that will be appended, with those made before.
    init(
        path: String, width: Int, height: Int, timeBase: (num: Int32, den: Int32), frameRate: Double,
        audioFrom: String?, metadata: [String: String], threads: Int, overlays: [any FrameOverlay] = [],
        kept: KeptWork? = nil, frames count: Int = 0
    ) throws(PuppetryError) {
        (self.width, self.height) = (width, height)
        let writer: MovieWriter
        do {
            writer = try MovieWriter(
                path: path, width: width, height: height, timeBase: timeBase, frameRate: frameRate,
                audioFrom: audioFrom, metadata: metadata, threads: threads,
                reel: Reel(kept, frames: count, frameRate: frameRate))
        } catch { throw .output(error) }
        framesBefore = min(writer.framesBefore, count)
        let (frames, pool, outcome, ended) = (frames, pool, outcome, ended)
        // The writer is made here and used there, never by both; a movie that is not finished deletes itself.
        nonisolated(unsafe) var handed: MovieWriter? = writer
        let thread = Thread {
            do {
                while let frame = frames.receive() {
                    let seconds = Double(frame.stamp) * Double(timeBase.num) / Double(timeBase.den)
                    for overlay in overlays { overlay.draw(onto: frame.picture, seconds: seconds) }
                    try handed?.append(frame.picture, pts: frame.stamp)
                    pool.give(frame.picture)
                }
                if !outcome.isAbandoned { outcome.movie = try handed?.finish() }
            } catch let error as MediaError {
                outcome.error = error
            } catch {
                outcome.error = .writeFailed("The video could not be written.")
            }
            frames.close()
            handed = nil
            ended.signal()
        }
        thread.name = "encode"
        thread.start()
    }

    deinit {
        guard !hasEnded else { return }
        outcome.isAbandoned = true
        frames.close()
        ended.wait()
    }

    /// A picture to draw the next frame on; what it shows is of no meaning.
    func canvas() -> Picture { pool.take() ?? Picture(width: width, height: height) }

    func append(_ picture: Picture, stamp: Int64) throws(PuppetryError) {
        guard frames.send(Frame(picture: picture, stamp: stamp)) else {
            throw .output(outcome.error ?? .writeFailed("The video could not be written."))
        }
    }

    /// Waits until the movie is whole.
    func finish() throws(PuppetryError) -> (durationMs: Int, frames: Int) {
        frames.close()
        ended.wait()
        hasEnded = true
        if let error = outcome.error { throw .output(error) }
        guard let movie = outcome.movie else { throw .output(.writeFailed("The video could not be written.")) }
        return movie
    }
}
