import CLibAV
import Glibc

/// Writes an MP4: H.264 of the appended pictures and, if asked for, the sound of another file, cut to the same length.
///
/// H.264 by libx264 (veryfast, crf 18, yuv420p, marked BT.709), sound copied when it is AAC and else encoded to AAC; the
/// index stands in front (faststart). Sound is read as pictures come and never held. Not thread-safe: one thread at a
/// time. A movie that is not finished is deleted; with a reel its complete parts survive.
package final class MovieWriter {
    private let path: String
    private let width: Int
    private let height: Int
    private let muxer: Muxer
    private let encoder: VideoEncoder
    private let sound: (any SoundTrack)?
    private let timeBase: AVRational
    private let frameTicks: Int64
    /// Frames of a part, when the movie is checkpointed.
    private let partLength: Int?
    /// Frames at the movie's beginning that were made before and need not be appended.
    package let framesBefore: Int
    private var hasTakenOver = false
    private var lastPts: Int64?
    private var frames = 0
    private var isFinished = false

    /// - Parameters:
    ///   - width, height: even, 2...8192.
    ///   - timeBase: of the time stamps to come, seconds per tick.
    ///   - frameRate: average, for the encoder's rate control and the last frame's length.
    ///   - audioFrom: a file whose best sound stream is taken, shifted so that its video starts at 0; nil, or a file
    ///     without sound, gives a silent movie.
    ///   - audioAfter: seconds of that file's video that the movie begins after.
    ///   - metadata: written as they are; any key survives (`movflags use_metadata_tags`).
    ///   - crf: x264's quality.
    ///   - threads: of the encoder, 1...16.
    ///   - reel: checkpoints the pictures, and holds those an earlier attempt made.
    package convenience init(
        path: String, width: Int, height: Int, timeBase: (num: Int32, den: Int32), frameRate: Double,
        audioFrom: String?, audioAfter: Double = 0, metadata: [String: String], crf: Int = 18, threads: Int = 1,
        reel: Reel? = nil
    ) throws(MediaError) {
        try self.init(
            path: path, width: width, height: height, timeBase: timeBase, frameRate: frameRate, metadata: metadata,
            crf: crf, threads: threads, reel: reel
        ) { muxer throws(MediaError) in
            guard let audioFrom else { return nil }
            return try Sound.track(from: audioFrom, after: audioAfter, to: muxer)
        }
    }

    /// - Parameter sound: makes the movie's sound; nil gives a silent movie.
    init(
        path: String, width: Int, height: Int, timeBase: (num: Int32, den: Int32), frameRate: Double,
        metadata: [String: String], crf: Int = 18, threads: Int = 1, reel: Reel? = nil,
        sound makeSound: (Muxer) throws(MediaError) -> (any SoundTrack)?
    ) throws(MediaError) {
        guard width >= 2, height >= 2, width <= 8192, height <= 8192, width % 2 == 0, height % 2 == 0 else {
            throw .writeFailed("A movie needs even sides of 2...8192 pixels, not \(width) x \(height).")
        }
        guard timeBase.num > 0, timeBase.den > 0, frameRate.isFinite, frameRate > 0 else {
            throw .writeFailed("A movie needs a time base and a frame rate above 0.")
        }
        self.path = path
        self.width = width
        self.height = height
        self.timeBase = AVRational(num: timeBase.num, den: timeBase.den)
        let ticks = Double(timeBase.den) / (Double(timeBase.num) * frameRate)
        frameTicks = Int64(min(max(ticks.rounded(), 1), 1e9))
        let muxer = try Muxer(path: path)
        self.muxer = muxer
        encoder = try VideoEncoder(
            width: width, height: height, timeBase: self.timeBase, frameRate: frameRate, frameTicks: frameTicks,
            crf: crf, threads: threads, muxer: muxer, reel: reel)
        partLength = reel.map { _ in Reel.partLength(frameRate) }
        framesBefore = reel?.begin(encoder.description) ?? 0
        sound = try makeSound(muxer)
        try muxer.start(metadata: metadata)
    }

    deinit {
        muxer.close()
        if !isFinished { unlink(path) }
    }

    /// - Parameters:
    ///   - picture: of the movie's size; alpha is ignored.
    ///   - pts: in the time base, not below 0 and above the last one.
    package func append(_ picture: Picture, pts: Int64) throws(MediaError) {
        guard picture.width == width, picture.height == height else {
            throw .writeFailed("A picture of \(picture.width) x \(picture.height) in a \(width) x \(height) movie.")
        }
        try resume()
        guard pts >= 0, pts > lastPts ?? -1 else { throw .writeFailed("Time stamps must rise from 0.") }
        if let partLength, frames > 0, frames % partLength == 0, frames > framesBefore { try encoder.endPart() }
        lastPts = pts
        frames += 1
        try encoder.encode(picture, pts: pts)
        try sound?.write(until: seconds(pts))
    }

    /// Ends the movie; nothing can be appended afterwards.
    /// - Returns: length of the video and number of its frames.
    /// - Throws: ``MediaError/noFrames`` when nothing was appended.
    package func finish() throws(MediaError) -> (durationMs: Int, frames: Int) {
        try resume()
        guard let lastPts else { throw .noFrames }
        try encoder.finish()
        let end = seconds(lastPts + frameTicks)
        try sound?.write(until: end)
        try sound?.finish()
        try muxer.finish()
        isFinished = true
        return (Int((end * 1000).rounded()), frames)
    }

    /// Writes what was made before, with its sound.
    private func resume() throws(MediaError) {
        guard framesBefore > 0, !hasTakenOver else { return }
        hasTakenOver = true
        try encoder.resume { (pts) throws(MediaError) in
            lastPts = max(lastPts ?? pts, pts)
            frames += 1
            try sound?.write(until: seconds(lastPts ?? pts))
        }
    }

    private func seconds(_ ticks: Int64) -> Double {
        Double(ticks) * Double(timeBase.num) / Double(timeBase.den)
    }
}
