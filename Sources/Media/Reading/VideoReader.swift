import CLibAV

/// One delivered frame.
package struct VideoFrame: Sendable {
    package let picture: Picture
    /// In the reader's time base; 0 is the stream's own start. Strictly increasing.
    package let pts: Int64
    package let index: Int
}

/// Decodes the best video stream of a file: upright, square pixels, opaque (alpha lies over black), even sides,
/// in the colours of BT.709.
///
/// Holds a frame or two at a time whatever the length. Not thread-safe: one thread at a time.
package final class VideoReader {
    package let width: Int
    package let height: Int
    /// Average, in frames per second, 0.1...1000.
    package let frameRate: Double
    package let timeBase: (num: Int32, den: Int32)
    /// The container's own figure, or counted where it has none; rounded down.
    package let durationMs: Int?
    /// From the index where there is one, else length times rate, else counted.
    package let frameCountEstimate: Int?
    /// Whether there is sound that can be decoded.
    package let hasAudio: Bool
    /// The codec of the sound when there is some, but none that can be decoded.
    package let unreadableSound: String?

    /// Of a frame as it is decoded: what decoding one costs.
    let storedPixels: Int

    private let decoder: StreamDecoder
    private let converter: FrameConverter
    private var start: Int64?
    private var lastPts: Int64 = -1
    private var index = 0

    /// - Parameters:
    ///   - maxSide: longest side of the delivered pictures, at least 2; larger videos are scaled down, smaller stay.
    ///   - minSide: shortest side of them, at most 4096; smaller videos are scaled up as far as `maxSide` allows.
    ///   - frame: what the delivered pictures just fit into, whatever size the video has; goes before the sides.
    ///   - fills: whether they just cover it instead.
    ///   - threads: of the decoder, 1...16.
    /// - Throws: ``MediaError/noVideo`` for sound and stills too.
    package init(
        path: String, maxSide: Int? = nil, minSide: Int? = nil, within frame: (width: Int, height: Int)? = nil,
        filling fills: Bool = false, threads: Int = 1
    ) throws(MediaError) {
        let bytes = try MediaBytes(path: path)
        guard !bytes.container.isImage else { throw .noVideo }
        let file = try InputFile(bytes)
        try file.readAhead()
        guard let stream = file.bestVideo else { throw .noVideo }
        let orientation = Orientation(of: stream)
        let size = try Self.size(
            of: stream, upright: orientation, maxSide: maxSide, minSide: minSide, within: frame,
            fills: fills)
        (width, height) = size
        let extent = Extent(of: file)
        let rate = extent.countedRate ?? av_q2d(avFormat.av_guess_frame_rate(file.context, stream, nil))
        frameRate = rate.isFinite && rate > 0 ? min(max(rate, 0.1), 1000) : 25
        timeBase = (stream.pointee.time_base.num, stream.pointee.time_base.den)
        (durationMs, frameCountEstimate) = (extent.durationMs, extent.frames)
        hasAudio = file.bestAudio != nil
        unreadableSound = file.unreadableSound
        storedPixels = Int(stream.pointee.codecpar.pointee.width) * Int(stream.pointee.codecpar.pointee.height)
        start = stream.pointee.start_time == greenroom_no_time ? nil : stream.pointee.start_time
        decoder = try StreamDecoder(file, stream, threads: threads)
        converter = FrameConverter(
            width: size.width, height: size.height, orientation: orientation, quality: .fast,
            space: ColourSpace.profile(of: stream))
    }

    /// The next frame, or nil at the end; broken frames are left out.
    /// - Parameter reused: written to and returned when its size fits; else a new picture is made.
    package func next(into reused: Picture? = nil) throws(MediaError) -> VideoFrame? {
        while let frame = decoder.next() {
            let picture: Picture
            if let reused, reused.width == width, reused.height == height {
                picture = reused
            } else {
                picture = try Picture.make(width: width, height: height)
            }
            do {
                try converter.convert(frame, into: picture)
            } catch {
                continue
            }
            if AVPixelFormat(rawValue: frame.pointee.format).hasAlpha { picture.flatten(over: 0, 0, 0) }
            defer { index += 1 }
            return VideoFrame(picture: picture, pts: time(of: frame), index: index)
        }
        return nil
    }

    /// Goes to the last key frame not after this time, as far as the file's index allows; else stays.
    package func seek(before pts: Int64) {
        guard pts > 0 else { return }
        decoder.seek(before: pts &+ (start ?? 0))
    }

    private func time(of frame: UnsafePointer<AVFrame>) -> Int64 {
        let stamp = frame.pointee.best_effort_timestamp
        let step = nominalStep
        var pts = lastPts < 0 ? 0 : lastPts + step
        if stamp != greenroom_no_time {
            let first = start ?? stamp
            start = first
            let (difference, overflow) = stamp.subtractingReportingOverflow(first)
            // A clip of 2^48 ticks is years long in any time base: such a stamp is damage.
            if !overflow, difference >= 0, difference < 1 << 48 { pts = difference }
        }
        lastPts = max(pts, lastPts + 1)
        return lastPts
    }

    /// Ticks of one frame at the average rate, at least one.
    private var nominalStep: Int64 {
        let ticks = Double(timeBase.den) / (frameRate * Double(max(timeBase.num, 1)))
        return ticks.isFinite ? Int64(min(max(ticks.rounded(), 1), 1e9)) : 1
    }

    private static func size(
        of stream: UnsafeMutablePointer<AVStream>, upright orientation: Orientation, maxSide: Int?,
        minSide: Int?, within frame: (width: Int, height: Int)?, fills: Bool
    ) throws(MediaError) -> (width: Int, height: Int) {
        let parameters = stream.pointee.codecpar.pointee
        let (coded, lines) = (Int(parameters.width), Int(parameters.height))
        guard coded > 0, lines > 0 else { throw .unreadable("The video is damaged: its size is unknown.") }
        guard coded <= MediaLimits.side, lines <= MediaLimits.side, coded * lines <= MediaLimits.videoPixels else {
            throw .tooLarge("The video is \(coded) x \(lines) pixels; 8192 x 8192 is the most.")
        }
        var aspect = av_q2d(stream.pointee.sample_aspect_ratio)
        if !(aspect > 0.2 && aspect < 5) { aspect = av_q2d(parameters.sample_aspect_ratio) }
        if !(aspect > 0.2 && aspect < 5) { aspect = 1 }
        let wide = Double(coded) * aspect
        let (width, height) = orientation.swapsSides ? (Double(lines), wide) : (wide, Double(lines))
        func even(_ side: Double) -> Int { max(2, Int((side / 2).rounded()) * 2) }
        if let frame {
            let (across, down) = (Double(frame.width) / width, Double(frame.height) / height)
            let scale = fills ? max(across, down) : min(across, down)
            let size = (even(min(width * scale, 8192)), even(min(height * scale, 8192)))
            return fills
                ? (max(size.0, frame.width), max(size.1, frame.height))
                : (min(size.0, frame.width), min(size.1, frame.height))
        }
        let scale = ScaledSize.factor(width, height, maxSide: maxSide, minSide: minSide)
        func bounded(_ side: Double) -> Int {
            let side = even(side)
            guard let maxSide, side > maxSide else { return side }
            return max(2, maxSide / 2 * 2)
        }
        return (bounded(width * scale), bounded(height * scale))
    }
}
