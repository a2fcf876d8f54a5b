import Foundation
import Media

extension PortraitEngine {
    /// The first pass: follows the face through the whole clip. Frames that an earlier attempt saw are not looked at again.
    /// - Parameter result: millions of pixels of a frame of the movie to come.
    func track(_ job: AnimationJob, result: Double) throws(PuppetryError) -> FaceTrack {
        let clip = try FrameSource(path: job.clip)
        try InputLimits.checkLength(clip.seconds, limit: job.longestClip)
        trackingShare = WorkCost.face.trackingShare(clip: clip.megapixels, result: result)
        var recorder = TrackRecorder(timeBase: clip.secondsPerTick, folder: job.folder)
        var cuts = CutDetector()
        tracker.forget()
        tracker.countAnew()
        let log = ObservationLog(
            job.checkpoint, name: "faces", frames: clip.frameCountEstimate, frameRate: clip.frameRate)
        var count = 0
        while let seen = try log?.next() {
            try recorder.add(seen.face, stamp: seen.stamp, isCut: seen.isCut)
            tracker.resume(behind: seen.face?.landmarks, mostFaces: seen.mostFaces)
            count += 1
        }
        if let log, log.isComplete { return try recorder.finish(mostFaces: tracker.mostFaces) }
        if count > 0 { work.say("Resuming following the face after frame \(count).") }
        for _ in 0..<count {
            guard let frame = try clip.next() else { break }
            _ = cuts.isCut(frame.picture)
            clip.reuse(frame)
        }
        let pool = clip.pool
        let stage = EyeStage(recorder: recorder, log: log, eyes: tracker.eyes) { pool.give($0.picture) }
        while let frame = try clip.next() {
            try work.checkCancelled()
            // The container's figure may be missing or wrong; the frames tell the truth.
            try InputLimits.checkLength(Double(frame.pts) * clip.secondsPerTick, limit: job.longestClip)
            let isCut = cuts.isCut(frame.picture)
            if isCut { tracker.forget() }
            let landmarks = try tracker.landmarks(in: frame.picture, thorough: false)
            try stage.add(
                frame, landmarks: landmarks,
                seen: FrameObservation(stamp: frame.pts, isCut: isCut, mostFaces: tracker.mostFaces))
            count += 1
            let total = max(clip.frameCountEstimate ?? 0, count)
            work.progress(.tracking, trackingShare * Double(count) / Double(total))
        }
        return try stage.finish().finish(mostFaces: tracker.mostFaces)
    }
}
