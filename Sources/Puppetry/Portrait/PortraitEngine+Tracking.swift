import Foundation
import Media

extension PortraitEngine {
    /// The first pass: follows the face through the whole clip.
    func track(_ job: PortraitJob) throws(PuppetryError) -> FaceTrack {
        let clip = try FrameSource(path: job.clip)
        try Self.checkLength(clip.durationMs.map { Double($0) / 1000 } ?? 0, limit: job.longestClip)
        let pool = clip.pool
        let stage = EyeStage(
            recorder: TrackRecorder(timeBase: clip.secondsPerTick, folder: job.folder), eyes: tracker.eyes,
            release: { pool.give($0.picture) })
        var cuts = CutDetector()
        var count = 0
        tracker.forget()
        tracker.countAnew()
        while let frame = try clip.next() {
            try checkCancelled()
            // The container's figure may be missing or wrong; the frames tell the truth.
            try Self.checkLength(Double(frame.pts) * clip.secondsPerTick, limit: job.longestClip)
            let isCut = cuts.isCut(frame.picture)
            if isCut { tracker.forget() }
            let landmarks = try tracker.landmarks(in: frame.picture, thorough: false)
            try stage.add(frame, landmarks: landmarks, isCut: isCut)
            count += 1
            let total = max(clip.frameCountEstimate ?? 0, count)
            progress(.tracking, Self.trackingShare * Double(count) / Double(total))
        }
        return try stage.finish().finish(mostFaces: tracker.mostFaces)
    }

    static func checkLength(_ seconds: Double, limit: Double) throws(PuppetryError) {
        guard seconds <= limit else { throw .clipTooLong(seconds: seconds, limit: limit) }
    }
}
