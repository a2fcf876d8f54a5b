import Foundation
import Media

extension PortraitEngine {
    /// Time for looking at the clip; a face is nearly always in the first frame.
    private static let timeForClip = 0.6
    /// Processor time of one look of the face network on the machine of ``WorkCost``'s figures; seconds.
    private static let measuredLook = 0.0030

    /// Finds what would make ``animate(_:)`` fail, without reading the whole clip and without writing anything.
    package func check(_ job: AnimationJob) throws(PuppetryError) -> JobCheck {
        let source = try PortraitSource(
            path: job.picture, size: job.size, tracker: tracker, neutral: neutral, weights: weights,
            near: job.face)
        let speed = try lookTime(source) / Self.measuredLook
        let clip = try FrameSource(path: job.clip)
        try InputLimits.checkLength(clip.seconds, limit: job.longestClip)

        let seen = try firstFace(in: clip)
        var warnings: [Remark] = []
        if !seen.hasFace { warnings.append(.faceUnseen(frames: seen.frames)) }
        if source.faces > 1, job.face == nil { warnings.append(.facesInPicture(source.faces)) }
        if tracker.mostFaces > 1 { warnings.append(.facesInClip(tracker.mostFaces)) }
        if source.face.width < 80 { warnings.append(.smallFace) }

        let frames = seen.isWhole ? seen.frames : clip.frameCountEstimate ?? seen.frames
        let seconds = WorkCost.face.seconds(
            frames: frames, clip: clip.megapixels, result: Double(source.width * source.height) / 1e6, speed: speed)
        return JobCheck(seconds: seconds, frames: frames, warnings: warnings)
    }

    /// Seconds one look at the face takes here: the best of a few.
    private func lookTime(_ source: PortraitSource) throws(PuppetryError) -> Double {
        var best = Double.infinity
        for _ in 0..<4 {
            let start = WorkCost.processorSeconds
            _ = try tracker.landmarks(in: source.picture, thorough: false)
            if best < .infinity { best = min(best, WorkCost.processorSeconds - start) } else { best = 1 }
        }
        tracker.forget()
        return best
    }

    /// Reads the clip up to its first face, its end, or until time is up.
    private func firstFace(in clip: FrameSource) throws(PuppetryError) -> (hasFace: Bool, frames: Int, isWhole: Bool) {
        let start = ProcessInfo.processInfo.systemUptime
        let step = max(1, Int(clip.frameRate / 4))
        var frames = 0
        tracker.forget()
        tracker.countAnew()
        while let frame = try clip.next() {
            defer { clip.reuse(frame) }
            try work.checkCancelled()
            frames += 1
            guard (frames - 1) % step == 0 else { continue }
            if try tracker.landmarks(in: frame.picture, thorough: false) != nil { return (true, frames, false) }
            let isTimeUp = ProcessInfo.processInfo.systemUptime - start > Self.timeForClip
            if isTimeUp, frames > 2 * step { return (false, frames, false) }
        }
        guard frames > 0 else { throw .driver(.noFrames) }
        throw .noFaceInDriver
    }
}
