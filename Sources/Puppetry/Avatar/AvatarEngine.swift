import Foundation
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
        assets: Assets, cache: String?, report: @escaping (PortraitEvent) -> Void, isCancelled: @escaping () -> Bool
    ) throws(PuppetryError) {
        let runtime = try InferenceRuntime(assets: assets, cache: cache)
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

    /// What a frame costs on two cores of the machine the figures were measured on: following the face, and compressing
    /// a million pixels; seconds.
    private static let measured = (start: 0.4, track: 0.003, megapixel: 0.025)
    /// Time for looking at the clip.
    private static let timeForClip = 0.8

    /// Finds what would make ``prepare(_:)`` fail, without reading the whole clip and without writing anything.
    package func check(_ job: AvatarJob) throws(PuppetryError) -> PortraitCheck {
        let clip = try FrameSource(path: job.clip, maxSide: AvatarPreparation.maxSide)
        let length = clip.durationMs.map { Double($0) / 1000 }
        try PortraitEngine.checkLength(length ?? 0, limit: job.longest)
        let pace = FramePace(clip)
        let seen = try look(into: clip)
        if seen.isWhole {
            guard seen.share >= AvatarFault.leastFaceShare else { throw .avatar(.noFace(share: seen.share)) }
            let seconds = Double(seen.frames) / clip.frameRate
            guard seconds >= AvatarFault.leastSeconds else { throw .avatar(.tooShort(seconds: seconds)) }
        }
        var warnings: [String] = []
        if seen.share < AvatarFault.leastFaceShare {
            warnings.append("A face was seen in only \(Int(seen.share * 100)) % of the first \(seen.frames) frames.")
        }
        if seen.people > 1 { warnings.append("The video shows \(seen.people) faces; one of them is taken.") }
        let frames = Double(clip.frameCountEstimate ?? seen.frames) * pace.frameRate / clip.frameRate
        let megapixels = Double(clip.width * clip.height) / 1e6
        let seconds = Self.measured.start + frames * (Self.measured.track + Self.measured.megapixel * megapixels)
        return PortraitCheck(seconds: (seconds * 10).rounded() / 10, frames: Int(frames), warnings: warnings)
    }

    /// Looks at a few frames a second until the clip ends or time is up.
    private func look(
        into clip: FrameSource
    ) throws(PuppetryError) -> (share: Double, frames: Int, people: Int, isWhole: Bool) {
        let start = ProcessInfo.processInfo.systemUptime
        let step = max(1, Int(clip.frameRate / 5))
        var (frames, looked, shown, people) = (0, 0, 0, 0)
        var isWhole = true
        while let frame = try clip.next() {
            defer { clip.reuse(frame) }
            try work.checkCancelled()
            frames += 1
            guard (frames - 1) % step == 0 else { continue }
            let faces = try detector.faces(in: frame.picture, thorough: false).count
            looked += 1
            shown += faces > 0 ? 1 : 0
            people = max(people, faces)
            if ProcessInfo.processInfo.systemUptime - start > Self.timeForClip, looked > 4 {
                isWhole = false
                break
            }
        }
        guard frames > 0 else { throw .driver(.noFrames) }
        return (Double(shown) / Double(looked), frames, people, isWhole)
    }
}
