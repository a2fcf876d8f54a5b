import Foundation
import Media

/// What the first pass of a replacement keeps of the clip.
private struct ReplacedPerson {
    let masks: MaskFile
    let background: BackgroundRecorder
    let light: SceneLight
}

extension FigureEngine {
    /// Longest side of the result, by size.
    private static func maxSide(_ size: OutputSize) -> Int { size == .standard ? 960 : 1280 }

    /// Makes a movie of the clip with the picture's figure in the place of its person.
    package func mix(_ job: AnimationJob) throws(PuppetryError) -> FigureResult {
        work.begin()
        let source = try mixSource(job)
        let (track, person) = try followPerson(job)
        guard track.body.share >= BodyTrack.leastShare else { throw .noOneInDriver }
        let motion = BodyMotion(track.body, skeleton: source.skeleton, limbs: source.limbs, place: .driver)
        return try replace(job, source: source, track: track, motion: motion, person: person)
    }

    /// Finds what would make ``mix(_:)`` fail.
    package func checkMix(_ job: AnimationJob) throws(PuppetryError) -> JobCheck {
        let source = try mixSource(job)
        var warnings: [Remark] = []
        if source.people > 1, job.face == nil { warnings.append(.peopleInPicture(source.people)) }
        if source.face == nil { warnings.append(.noFaceInPicture) }
        return try check(clip: job, maxSide: Self.maxSide(job.size), cost: .mix, megapixels: nil, warnings: warnings)
    }

    private func mixSource(_ job: AnimationJob) throws(PuppetryError) -> FigureSource {
        let found = try findings(in: job.picture, size: job.size, near: job.face)
        guard let figure = found.figure else { throw .noSubjectInSource }
        return figure
    }

    /// The first pass: the person's bones, face and outline, the camera's way, and frames for the background.
    private func followPerson(_ job: AnimationJob) throws(PuppetryError) -> (ClipTrack, ReplacedPerson) {
        var masks: MaskFile?
        var background: BackgroundRecorder?
        var light = SceneLight()
        let track = try track(job, maxSide: Self.maxSide(job.size), cost: .mix, result: nil) {
            (posed, index, known) throws(PuppetryError) in
            let picture = posed.frame.picture
            if masks == nil {
                masks = try MaskFile(width: picture.width / 2, height: picture.height / 2, folder: job.folder)
                background = try BackgroundRecorder(
                    width: picture.width, height: picture.height, folder: job.folder, bands: min(job.cores, 2))
            }
            let isNewScene = posed.isCut || index == 0
            var outline = known
            if outline == nil { outline = try self.outline(of: posed) }
            // What is used is what the checkpoint holds, in 8 bits: a resumed job then has the same result.
            func plane(_ runs: MaskRuns) -> Plane {
                runs.plane(width: picture.width / 2, height: picture.height / 2)
            }
            let mask = (outline?.sure).map(plane)
            try masks?.append(outline?.sure)
            let isKept =
                try background?.add(picture, person: mask, isNewScene: isNewScene) {
                    (outline?.possible).map(plane)
                } ?? false
            if index % 10 == 0, let mask { light.add(picture, mask: mask, step: 4) }
            // The other frames' possible outlines are asked for by nobody.
            return isKept ? outline : outline.map { .init(sure: $0.sure, possible: MaskRuns(bytes: [])) }
        }
        try background?.endScene()
        guard let masks, let background else { throw .driver(.noFrames) }
        return (track, ReplacedPerson(masks: masks, background: background, light: light))
    }

    /// Which pixels of a frame are the person's, at half size; nil when nobody is there.
    private func outline(of posed: PosedFrame) throws(PuppetryError) -> FrameObservation.Outline? {
        guard let pose = posed.pose, let rough = posed.mask else { return nil }
        let picture = posed.frame.picture
        let scale = SIMD2(
            Double(picture.width) / Double(rough.width), Double(picture.height) / Double(rough.height))
        let more = try segmenter.mask(
            in: picture, round: rough, width: rough.width, height: rough.height, scale: scale)
        var joined = rough
        for index in joined.values.indices {
            joined.values[index] = max(rough.values[index], smoothStep(0.2, 0.5, more.values[index]))
        }
        let gated = BodyGate.gated(joined, pose: pose, scale: SIMD2<Float>(1 / scale))
        return FrameObservation.Outline(sure: MaskRuns(gated.sure), possible: MaskRuns(gated.possible))
    }

    private func replace(
        _ job: AnimationJob, source: FigureSource, track: ClipTrack, motion: BodyMotion, person: ReplacedPerson
    ) throws(PuppetryError) -> FigureResult {
        let clip = try FrameSource(path: job.clip, maxSide: Self.maxSide(job.size))
        let sink = try FrameSink(
            job, MovieFormat(width: clip.width, height: clip.height, like: clip, at: job.clip),
            overlays: job.overlays(width: clip.width, height: clip.height), frames: track.body.count)
        let bands = min(job.cores, 2)
        let plates = BackgroundPlate(
            person.background.plates, toScene: person.background.toScene, width: clip.width, height: clip.height,
            bands: bands)
        if plates.moves { work.note("The camera moves; its way is followed to know the background.") }
        var motion = motion
        if CutEdges(source.mask, goesOn: !source.skeleton.showsFeet).bottom,
            !motion.reach(below: Float(clip.height), top: source.room.above, bottom: Float(source.height))
        {
            work.note(
                "The picture cuts the figure off higher than the video shows its person; a picture of more of the body "
                    + "would look better.")
        }
        let painter = FigurePainter(
            Self.fitted(source, motion: motion, light: person.light), neutral: portrait.neutral, bands: bands)
        motion = painter.easing(motion)
        let renderer = MixRenderer(
            clip: clip, masks: person.masks, plates: plates, painter: painter,
            actor: FigureActor(source, track: track, motion: motion, weights: portrait.weights), motion: motion,
            mouths: mouths(clip, source: source, track: track))
        let movie = try sink.render(with: renderer, from: portrait.trackingShare, work)
        return FigureResult(
            path: .mix, width: clip.width, height: clip.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: work.notes)
    }

    /// The source in the driver's light, not much finer than it will be seen.
    private static func fitted(_ source: FigureSource, motion: BodyMotion, light: SceneLight) -> FigureSource {
        var own = SceneLight()
        own.add(source.picture, mask: source.mask, step: 2, isAlone: source.isCutOut)
        let lit = own.matched(source.picture, to: light)
        let scales = (0..<motion.track.count).map { motion.placing($0).scale }
        let finest = Double(scales.percentile(0.9)) * Double(source.width)
        let shrink = finest * 1.2 / Double(source.picture.width)
        guard shrink < 0.75 else { return source.showing(lit, mask: source.mask) }
        let width = max(16, Int(Double(lit.width) * shrink))
        let height = max(16, Int(Double(lit.height) * shrink))
        return source.showing(
            lit.reduced(toWidth: width, height: height), mask: source.mask.resized(width: width, height: height))
    }
}
