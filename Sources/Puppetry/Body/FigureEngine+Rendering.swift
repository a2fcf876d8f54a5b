import Media

extension FigureEngine {
    /// The second pass of the body's way: the figure moves before its own backdrop.
    func render(
        _ job: AnimationJob, source: FigureSource, track: ClipTrack, motion: BodyMotion
    ) throws(PuppetryError) -> FigureResult {
        if source.people > 1 {
            work.note("The picture shows \(source.people) people; the largest one is animated.")
        }
        if source.limbs == .asTurned {
            work.note("No body was found in the picture; its outline is animated as a drawing.")
        } else if source.face == nil {
            work.note("No face was found in the picture; the head moves without expression.")
        }
        let clip = try FrameSource(path: job.clip)
        let backdrop = Self.backdrop(source)
        let sink = try FrameSink(
            job, MovieFormat(width: source.width, height: source.height, like: clip, at: job.clip),
            overlays: job.overlays(width: source.width, height: source.height), frames: track.body.count)
        let painter = FigurePainter(source, neutral: portrait.neutral, bands: min(job.cores, 2))
        let motion = painter.easing(motion)
        let renderer = FigureRenderer(
            painter: painter,
            actor: FigureActor(source, track: track, motion: motion, weights: portrait.weights), motion: motion,
            mouths: mouths(clip, source: source, track: track), backdrop: backdrop)
        let movie = try sink.render(with: renderer, from: portrait.trackingShare, work)
        return FigureResult(
            path: source.limbs == .asTurned ? .drawing : .body, width: source.width, height: source.height,
            durationMs: movie.durationMs, frames: movie.frames, fallbacks: work.notes)
    }

    /// The driver's own mouth, where both have a face.
    func mouths(_ clip: FrameSource, source: FigureSource, track: ClipTrack) -> MouthSource? {
        guard let face = source.face, let driver = track.face else { return nil }
        return MouthSource(clip, driver: driver, skin: face.tone)
    }

    /// What is behind the figure, at the video's size.
    private static func backdrop(_ source: FigureSource) -> Picture {
        let picture: Picture
        if source.isCutOut {
            picture = Picture(width: source.picture.width, height: source.picture.height)
            picture.bytes.update(repeating: 255, count: picture.rowBytes * picture.height)
        } else {
            picture = Backdrop.behind(source.mask, in: source.picture, isPlain: source.hasPlainBackground)
        }
        return SourceTexture(of: picture, width: source.width, height: source.height).still
    }
}

private struct FigureRenderer: FrameRenderer {
    let painter: FigurePainter
    let actor: FigureActor
    let motion: BodyMotion
    let mouths: MouthSource?
    let backdrop: Picture

    func skip(_ index: Int) throws(PuppetryError) { try mouths?.skip(index) }

    func draw(_ index: Int, onto canvas: Picture) throws(PuppetryError) -> Int64? {
        var scene = try actor.scene(index)
        scene.mouth = try mouths?.mouth(index)
        scene.place(motion.placing(index))
        painter.paint(scene, over: backdrop, onto: canvas)
        mouths?.release()
        return motion.track.stamps[index]
    }
}

extension FigurePainter.Scene {
    mutating func place(_ placing: (scale: Float, shift: SIMD2<Float>)) {
        (scale, shift) = (Double(placing.scale), SIMD2<Double>(placing.shift))
    }
}

extension FigureSource {
    /// Growing about the foot of the picture keeps a cut-off body on its edge.
    var room: BodyMotion.Room {
        let scale = SIMD2(Float(mask.width) / Float(width), Float(mask.height) / Float(height))
        let (head, reach) = (skeleton.headCentre.vector * scale, 0.8 * skeleton.width * scale.x)
        let columns = max(0, Int(head.x - reach))..<max(1, min(mask.width, Int(head.x + reach)))
        let top = (0..<mask.height).first { y in columns.contains { mask[$0, y] > 0.5 } } ?? 0
        let cut = CutEdges(mask, goesOn: !skeleton.showsFeet)
        return BodyMotion.Room(
            foot: PlanePoint(x: skeleton.shoulderMiddle.x, y: Float(height)), above: Float(top) / scale.y,
            isCutAtSide: cut.left || cut.right)
    }

    /// A drawing is drawn before an even backdrop and without a face.
    var cost: WorkCost { limbs == .asTurned ? .drawing : .body }
}
