import Foundation
import Inference
import Media

/// The built-in engine's way to make an avatar of a clip.
package final class AvatarEngine {
    private let tracker: FaceTracker
    private let detector: FaceDetector
    private let work: WorkReport

    /// - Parameters:
    ///   - cache: folder for compiled models, or nil.
    ///   - report: called from the thread that runs the engine, for progress at most ten times a second.
    ///   - isCancelled: asked once a frame.
    package init(
        assets: Assets, cache: String?, report: @escaping (EngineEvent) -> Void, isCancelled: @escaping () -> Bool
    ) throws(PuppetryError) {
        let runtime = try VisionNetworks(assets: assets, cache: cache)
        tracker = try FaceTracker(runtime, threads: 1)
        detector = try FaceDetector(runtime, threads: 1)
        work = WorkReport(report: report, isCancelled: isCancelled)
    }

    /// Writes the archive.
    package func prepare(_ job: AvatarJob) throws(PuppetryError) -> AvatarResult {
        let result = try AvatarPreparation(tracker: tracker, detector: detector, work: work).prepare(job)
        if result.report.verdict != .good { work.say(result.report.summary) }
        return result
    }

    /// What a frame costs, measured as ``WorkCost``'s figures were: following the face and compressing; seconds.
    private static let (start, each) = (0.9, WorkCost.Step(frame: 0.0020, megapixel: 0.0400))

    /// Finds what would make ``prepare(_:)`` fail, without reading the whole clip and without writing anything.
    package func check(_ job: AvatarJob) throws(PuppetryError) -> JobCheck {
        let clip = try FrameSource(path: job.clip, maxSide: AvatarPreparation.maxSide)
        try InputLimits.checkLength(clip.seconds, limit: job.longest)
        let pace = FramePace(clip)
        let seen = try ClipPreview(clip, detector: detector, work: work)
        try seen.checkFace()
        let frames = Double(clip.frameCountEstimate ?? seen.frames) * pace.frameRate / clip.frameRate
        let seconds = Self.start + frames * Self.each.seconds(clip.megapixels)
        return JobCheck(seconds: (seconds * 10).rounded() / 10, frames: Int(frames), warnings: seen.warnings)
    }
}
