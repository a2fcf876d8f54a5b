import Foundation
import Media

/// What a clip's first pass found.
struct ClipTrack {
    let body: BodyTrack
    /// nil when too few frames show a face.
    let face: Driver?
}

extension FigureEngine {
    /// The first pass: follows body and face through the whole clip.
    /// - Parameter eachFrame: sees each frame while it is there, with its number.
    func track(
        _ job: PortraitJob, maxSide: Int = FrameSource.maxSide, needsMasks: Bool,
        eachFrame: (PosedFrame, Int) throws(PuppetryError) -> Void = { _, _ in }
    ) throws(PuppetryError) -> ClipTrack {
        let clip = try FrameSource(path: job.clip, maxSide: maxSide)
        try PortraitEngine.checkLength(clip.durationMs.map { Double($0) / 1000 } ?? 0, limit: job.longestClip)
        let (pool, secondsPerTick, estimate) = (clip.pool, clip.secondsPerTick, clip.frameCountEstimate)
        let stage = EyeStage(
            recorder: TrackRecorder(timeBase: secondsPerTick, folder: job.folder), eyes: portrait.tracker.eyes,
            release: { pool.give($0.picture) })
        people.forget()
        people.countAnew()
        portrait.tracker.forget()
        portrait.tracker.countAnew()
        let posed = PosedFrames(clip, people: people, maskShrink: needsMasks ? 2 : nil)
        var (found, stamps, sceneStarts): ([PoseObservation?], [Int64], [Int]) = ([], [], [])
        while let frame = try posed.next() {
            try portrait.checkCancelled()
            try PortraitEngine.checkLength(
                Double(frame.frame.pts) * secondsPerTick, limit: job.longestClip)
            if frame.isCut { portrait.tracker.forget() }
            if frame.isCut || stamps.isEmpty { sceneStarts.append(stamps.count) }
            try eachFrame(frame, stamps.count)
            let landmarks = try portrait.tracker.landmarks(in: frame.frame.picture, thorough: false)
            try stage.add(frame.frame, landmarks: landmarks, isCut: frame.isCut)
            found.append(frame.pose)
            stamps.append(frame.frame.pts)
            let total = max(estimate ?? 0, stamps.count)
            portrait.progress(.tracking, PortraitEngine.trackingShare * Double(stamps.count) / Double(total))
        }
        guard !stamps.isEmpty else { throw .driver(.noFrames) }
        let body = BodyTrack(found: found, stamps: stamps, timeBase: secondsPerTick, sceneStarts: sceneStarts)
        return ClipTrack(body: body, face: try face(try stage.finish(), frames: stamps.count))
    }

    /// The clip's face, if enough frames show one.
    private func face(_ recorder: TrackRecorder, frames: Int) throws(PuppetryError) -> Driver? {
        do {
            let track = try recorder.finish(mostFaces: portrait.tracker.mostFaces)
            if track.mostFaces > 1 {
                note("The video shows up to \(track.mostFaces) faces; the largest, most central one is followed.")
            }
            if track.faceShare < 1 {
                let missing = Int(((1 - track.faceShare) * Double(track.count)).rounded())
                note("No face was seen in \(missing) of \(track.count) frames; the last expression is held there.")
            }
            return try Driver(track, face: portrait.neutral)
        } catch {
            switch error {
            case .noFaceInDriver, .driverLost:
                note("Too few frames of the video show a face; the head moves without expression.")
                return nil
            default: throw error
            }
        }
    }
}
