import Media

/// Draws the frames of a movie, one after another.
protocol FrameRenderer {
    /// Passes over a frame that an earlier attempt drew.
    mutating func skip(_ index: Int) throws(PuppetryError)

    /// - Parameter canvas: of the movie's size; its content is undefined.
    /// - Returns: the frame's time stamp; nil when there is nothing left to draw, and nothing was drawn.
    mutating func draw(_ index: Int, onto canvas: Picture) throws(PuppetryError) -> Int64?
}

extension FrameSink {
    /// The second pass of every job: draws what an earlier attempt has not drawn, frame by frame, while the frames before are
    /// being encoded.
    /// - Parameters:
    ///   - start: progress of the job when the pass begins; it ends at 1.
    /// - Returns: the movie's length.
    func render(
        with renderer: consuming some FrameRenderer, from start: Double, _ work: WorkReport
    ) throws(PuppetryError) -> (durationMs: Int, frames: Int) {
        var renderer = renderer
        if framesBefore > 0 { work.say("Resuming the video after frame \(framesBefore) of \(count).") }
        for index in 0..<count {
            try work.checkCancelled()
            guard index >= framesBefore else {
                try renderer.skip(index)
                continue
            }
            let canvas = canvas()
            guard let stamp = try renderer.draw(index, onto: canvas) else { break }
            try append(canvas, stamp: stamp)
            work.progress(.rendering, start + (1 - start) * Double(index + 1) / Double(count))
        }
        return try finish()
    }
}
