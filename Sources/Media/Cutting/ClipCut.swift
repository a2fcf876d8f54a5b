/// A piece of a video, as an MP4 with its sound: exact to the frame, so it is encoded anew.
enum ClipCut {
    /// Of the piece; what is larger is made smaller.
    private static let maxSide = 1920

    /// - Parameters:
    ///   - output: replaced when it exists; gone again when this throws.
    ///   - seconds: from the start of the video; the end may lie behind its end.
    ///   - threads: 1...16.
    /// - Throws: ``MediaError/noFrames`` when the video has none in that time.
    static func write(
        _ path: String, to output: String, seconds: Range<Double>, area: CutArea, threads: Int
    ) throws(MediaError) {
        let whole = try VideoReader(path: path, threads: threads)
        let kept = area.box(in: whole.width, whole.height, step: 2)
        let scale = min(1, Double(maxSide) / Double(max(kept.width, kept.height)))
        let reader =
            scale == 1
            ? whole
            : try VideoReader(
                path: path, maxSide: Int(Double(max(whole.width, whole.height)) * scale), threads: threads)
        let tick = Double(reader.timeBase.num) / Double(max(1, reader.timeBase.den))
        // Half a frame of room for times that a person chose on a clock of milliseconds.
        let slack = 0.5 / reader.frameRate
        reader.seek(before: Int64((max(0, seconds.lowerBound) / tick).rounded(.down)))
        var found = try reader.next()
        while let frame = found, Double(frame.pts) * tick < seconds.lowerBound - slack {
            found = try reader.next(into: frame.picture)
        }
        guard let first = found, Double(first.pts) * tick < seconds.upperBound - slack else { throw .noFrames }
        let box = area.box(in: reader.width, reader.height, step: 2)
        let writer = try MovieWriter(
            path: output, width: box.width, height: box.height, timeBase: reader.timeBase, frameRate: reader.frameRate,
            audioFrom: path, audioAfter: Double(first.pts) * tick, metadata: [:], threads: threads)
        let piece = try Picture.make(width: box.width, height: box.height)
        var next: VideoFrame? = first
        while let frame = next, Double(frame.pts) * tick < seconds.upperBound - slack {
            frame.picture.copy(box, into: piece)
            try writer.append(piece, pts: frame.pts - first.pts)
            next = try reader.next(into: frame.picture)
        }
        _ = try writer.finish()
    }
}
