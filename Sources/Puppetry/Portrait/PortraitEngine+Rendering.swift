import Media

extension PortraitEngine {
    /// The second pass: draws each frame and encodes it. The clip is decoded again only if its mouth is needed.
    func render(
        _ job: AnimationJob, source: PortraitSource, driver: Driver
    ) throws(PuppetryError) -> (durationMs: Int, frames: Int) {
        let clip = try FrameSource(path: job.clip)
        let sink = try FrameSink(
            job, MovieFormat(width: source.width, height: source.height, like: clip, at: job.clip),
            overlays: job.overlays(width: source.width, height: source.height), frames: driver.track.count)
        let renderer = PortraitRenderer(
            painter: PortraitPainter(
                source: source.picture,
                texture: SourceTexture(of: source.picture, width: source.width, height: source.height),
                face: source.face, neutral: neutral, tone: source.tone,
                cutOut: try source.cutOut(PersonSegmenter(runtime, threads: 1)), bands: min(job.cores, 2)),
            puppet: source.puppet(weights), driver: driver,
            mouths: MouthSource(clip, driver: driver, skin: source.tone))
        return try sink.render(with: renderer, from: trackingShare, work)
    }
}

extension AnimationJob {
    /// What lies over the frames of the movie.
    func overlays(width: Int, height: Int) -> [any FrameOverlay] {
        isMarked ? [VisibleMark(width: width, height: height)] : []
    }
}

private struct PortraitRenderer: FrameRenderer {
    let painter: PortraitPainter
    let puppet: FacePuppet
    let driver: Driver
    let mouths: MouthSource?

    func skip(_ index: Int) throws(PuppetryError) { try mouths?.skip(index) }

    func draw(_ index: Int, onto canvas: Picture) throws(PuppetryError) -> Int64? {
        let pose = puppet.pose(try driver.performance(index))
        painter.paint(pose, onto: canvas, driver: try mouths?.mouth(index))
        mouths?.release()
        return driver.track.stamps[index]
    }
}
