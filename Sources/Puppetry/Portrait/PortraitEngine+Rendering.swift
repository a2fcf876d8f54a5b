import Foundation
import Media

extension PortraitEngine {
    /// The second pass: draws each frame and encodes it. The clip is decoded again only if its mouth is needed.
    func render(
        _ job: PortraitJob, source: PortraitSource, driver: Driver
    ) throws(PuppetryError) -> (durationMs: Int, frames: Int) {
        let clip = try FrameSource(path: job.clip)
        let sink = try FrameSink(
            path: job.output, width: source.width, height: source.height, like: clip,
            audioFrom: clip.hasAudio ? job.clip : nil, metadata: job.metadata, threads: (job.cores / 2).clamped(1...4),
            overlays: job.isMarked ? [VisibleMark(width: source.width, height: source.height)] : [],
            kept: job.kept, frames: driver.track.count)
        sayGoingOn(sink, of: driver.track.count)
        let painter = PortraitPainter(
            source: source.picture,
            texture: SourceTexture(of: source.picture, width: source.width, height: source.height),
            face: source.face, neutral: neutral, tone: source.tone, bands: min(job.cores, 2))
        let puppet = FacePuppet(source: source.face, weights: weights)
        let mouths =
            driver.widestMouth > DriverMouth.leastGap ? MouthSource(clip, driver: driver, skin: source.tone) : nil
        for index in 0..<driver.track.count {
            try checkCancelled()
            guard index >= sink.framesBefore else {
                try mouths?.skip(index)
                continue
            }
            let pose = puppet.pose(try driver.performance(index))
            let mouth = try mouths?.mouth(index)
            let canvas = sink.canvas()
            painter.paint(pose, onto: canvas, driver: mouth)
            mouths?.release()
            try sink.append(canvas, stamp: driver.track.stamps[index])
            progress(.rendering, drawn(index + 1, of: driver.track.count))
        }
        return try sink.finish()
    }
}

/// Gives the driver's own mouth for each frame, in order.
final class MouthSource {
    private let clip: FrameSource
    private let driver: Driver
    private let skin: SkinTone
    private var gain = SIMD3<Float>(repeating: 1)
    private var theirs = SIMD3<Float>(repeating: 128)
    private var held: VideoFrame?

    init(_ clip: FrameSource, driver: Driver, skin: SkinTone) {
        self.clip = clip
        self.driver = driver
        self.skin = skin
    }

    /// - Returns: nil when the clip has fewer frames than it had before.
    func mouth(_ index: Int) throws(PuppetryError) -> DriverMouth? {
        guard let frame = try clip.next() else { return nil }
        held = frame
        return try mouth(index, in: frame)
    }

    /// Passes over a frame that was drawn before.
    func skip(_ index: Int) throws(PuppetryError) {
        guard let frame = try clip.next() else { return }
        try skip(index, in: frame)
        clip.reuse(frame)
    }

    /// Passes over a frame that somebody else has read.
    func skip(_ index: Int, in frame: VideoFrame) throws(PuppetryError) {
        if driver.track.sceneStarts.contains(index) { _ = try mouth(index, in: frame) }
    }

    /// The mouth of a frame that somebody else has read.
    func mouth(_ index: Int, in frame: VideoFrame) throws(PuppetryError) -> DriverMouth {
        let landmarks = try driver.track.rawFrame(index).landmarks
        if driver.track.sceneStarts.contains(index) {
            let tone = SkinTone(of: landmarks, in: frame.picture)
            (gain, theirs) = (skin.gain(from: tone), tone.colour)
        }
        return DriverMouth(picture: frame.picture, landmarks: landmarks, gain: gain, skin: theirs)
    }

    func release() {
        if let held { clip.reuse(held) }
        held = nil
    }
}
