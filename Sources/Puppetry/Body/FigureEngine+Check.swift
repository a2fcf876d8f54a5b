import Foundation
import Media

extension FigureEngine {
    /// Time for looking at the clip; somebody is nearly always in the first frame.
    private static let timeForClip = 0.8
    /// Processor time of one look of the body's network on the machine of ``WorkCost``'s figures, and how many looks are
    /// taken; seconds.
    private static let measured = (look: 0.018, looks: 3)

    /// Finds what would make ``animate(_:)`` fail, without reading the whole clip and without writing anything.
    package func check(_ job: AnimationJob) throws(PuppetryError) -> JobCheck {
        let found = try findings(in: job.picture, size: job.size, near: job.face)
        guard let figure = found.figure, found.face == nil || !figure.skeleton.limbs.isEmpty else {
            guard found.face != nil else { throw Self.refusal(found) }
            return try portrait.check(job)
        }
        if found.face != nil, figure.limbs == .asDriver, try !mayShowLimbs(figure.skeleton, clip: job.clip) {
            return try portrait.check(job)
        }
        var warnings: [Remark] = []
        if figure.people > 1, job.face == nil { warnings.append(.peopleInPicture(figure.people)) }
        if let face = found.face, face.face.width < 80 { warnings.append(.smallFace) }
        if found.face == nil { warnings.append(.noFaceInPicture) }
        return try check(
            clip: job, cost: figure.cost, megapixels: Double(figure.width * figure.height) / 1e6, warnings: warnings)
    }

    /// - Parameter megapixels: of the result; nil for the clip's own size.
    func check(
        clip job: AnimationJob, maxSide: Int = FrameSource.maxSide, cost: WorkCost, megapixels: Double?,
        warnings: [Remark]
    ) throws(PuppetryError) -> JobCheck {
        let clip = try FrameSource(path: job.clip, maxSide: maxSide)
        try InputLimits.checkLength(clip.seconds, limit: job.longestClip)
        let seen = try firstBody(in: clip)
        var warnings = warnings
        if !seen.isFound { warnings.append(.nobodySeen(frames: seen.frames)) }
        if people.mostPeople > 1 { warnings.append(.peopleInClip(people.mostPeople)) }
        let frames = seen.isWhole ? seen.frames : clip.frameCountEstimate ?? seen.frames
        let seconds = cost.seconds(
            frames: frames, clip: clip.megapixels, result: megapixels ?? clip.megapixels,
            speed: seen.look / Self.measured.look)
        return JobCheck(seconds: seconds, frames: frames, warnings: warnings)
    }

    private struct FirstSight {
        let isFound: Bool
        let frames: Int
        let isWhole: Bool
        /// Seconds one look takes here.
        let look: Double
    }

    /// Reads the clip up to its first body or face, its end, or until time is up.
    private func firstBody(in clip: FrameSource) throws(PuppetryError) -> FirstSight {
        let start = ProcessInfo.processInfo.systemUptime
        let step = max(1, Int(clip.frameRate / 4))
        var frames = 0
        people.forget()
        people.countAnew()
        portrait.tracker.forget()
        while let frame = try clip.next() {
            defer { clip.reuse(frame) }
            try work.checkCancelled()
            frames += 1
            guard (frames - 1) % step == 0 else { continue }
            if try people.pose(in: frame.picture) != nil {
                var look = Double.infinity
                for _ in 0..<Self.measured.looks {
                    let before = WorkCost.processorSeconds
                    _ = try people.pose(in: frame.picture)
                    look = min(look, WorkCost.processorSeconds - before)
                }
                return FirstSight(isFound: true, frames: frames, isWhole: false, look: look)
            }
            let isFace = try portrait.tracker.landmarks(in: frame.picture, thorough: false) != nil
            let isTimeUp = ProcessInfo.processInfo.systemUptime - start > Self.timeForClip
            if isFace || (isTimeUp && frames > 2 * step) {
                return FirstSight(isFound: isFace, frames: frames, isWhole: false, look: Self.measured.look)
            }
        }
        guard frames > 0 else { throw .driver(.noFrames) }
        throw .noOneInDriver
    }
}
