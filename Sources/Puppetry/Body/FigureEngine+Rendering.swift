import Foundation
import Media

extension FigureEngine {
    /// The second pass of the body's way: the figure moves before its own backdrop.
    func render(
        _ job: PortraitJob, source: FigureSource, track: ClipTrack, motion: BodyMotion
    ) throws(PuppetryError) -> FigureResult {
        if source.people > 1 {
            note("The picture shows \(source.people) people; the largest one is animated.")
        }
        if source.limbs == .asTurned {
            note("No body was found in the picture; its outline is animated as a drawing.")
        } else if source.face == nil {
            note("No face was found in the picture; the head moves without expression.")
        }
        let clip = try FrameSource(path: job.clip)
        let backdrop = Self.backdrop(source)
        let sink = try FrameSink(
            path: job.output, width: source.width, height: source.height, like: clip,
            audioFrom: clip.hasAudio ? job.clip : nil, metadata: job.metadata, threads: (job.cores / 2).clamped(1...4),
            overlays: job.isMarked ? [VisibleMark(width: source.width, height: source.height)] : [],
            kept: job.kept, frames: track.body.count)
        portrait.sayGoingOn(sink, of: track.body.count)
        let painter = FigurePainter(source, neutral: portrait.neutral, bands: min(job.cores, 2))
        let actor = FigureActor(source, track: track, motion: motion, weights: portrait.weights)
        var mouths: MouthSource?
        if let face = source.face, let driver = track.face, driver.widestMouth > DriverMouth.leastGap {
            mouths = MouthSource(clip, driver: driver, skin: face.tone)
        }
        for index in 0..<track.body.count {
            try portrait.checkCancelled()
            guard index >= sink.framesBefore else {
                try mouths?.skip(index)
                continue
            }
            var scene = try actor.scene(index)
            scene.mouth = try mouths?.mouth(index)
            scene.place(motion.placing(index))
            let canvas = sink.canvas()
            painter.paint(scene, over: backdrop, onto: canvas)
            mouths?.release()
            try sink.append(canvas, stamp: track.body.stamps[index])
            portrait.progress(.rendering, portrait.drawn(index + 1, of: track.body.count))
        }
        let movie = try sink.finish()
        return FigureResult(
            path: source.limbs == .asTurned ? .drawing : .body, width: source.width, height: source.height,
            durationMs: movie.durationMs, frames: movie.frames, fallbacks: fallbacks)
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

extension FigurePainter.Scene {
    mutating func place(_ placing: (scale: Float, shift: SIMD2<Float>)) {
        (scale, shift) = (Double(placing.scale), SIMD2<Double>(placing.shift))
    }
}

extension FigureSource {
    /// Growing about the foot of the picture keeps a cut-off body on its edge.
    var foot: SIMD2<Float> { SIMD2(skeleton.shoulderMiddle.x, Float(height)) }

    /// A drawing is drawn before an even backdrop and without a face.
    var cost: WorkCost { limbs == .asTurned ? .drawing : .body }
}

/// Turns what a clip's body and face do in a frame into where the figure and its face are.
struct FigureActor {
    private let motion: BodyMotion
    private let puppet: FacePuppet?
    private let driver: Driver?
    private let carriage: HeadCarriage?

    init(_ source: FigureSource, track: ClipTrack, motion: BodyMotion, weights: MouthWeights) {
        self.motion = motion
        puppet = source.face.map { FacePuppet(source: $0.face, weights: weights) }
        driver = track.face
        carriage = track.face.map { HeadCarriage($0, body: motion) }
    }

    /// Without the driver's mouth, at the source's own place.
    func scene(_ index: Int) throws(PuppetryError) -> FigurePainter.Scene {
        let pose = motion.pose(index)
        guard let puppet else { return FigurePainter.Scene(pose: pose) }
        var performance = Performance.still
        let chest = pose.bones[Skeleton.Bone.chest]
        let rest = puppet.source.pose.shift.xy
        var stand = chest(rest) - rest
        if let driver, let carriage {
            performance = try driver.performance(index)
            performance.head = carriage.motion(index, of: performance.head)
        } else {
            // The line of the ears says how the head is held.
            let head = pose.bones[Skeleton.Bone.head]
            stand = head(rest) - rest
            let turn = atan2(head.y.x, head.x.x)
            performance.head.turn = Matrix3(rotationVector: SIMD3(0, 0, turn))
        }
        return FigurePainter.Scene(pose: pose, face: puppet.pose(performance, stand: stand))
    }
}
