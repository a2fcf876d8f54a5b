import Foundation
import Media

/// What a clip's first pass found.
struct ClipTrack {
    let body: BodyTrack
    /// nil when too few frames show a face.
    let face: Driver?
}

extension FigureEngine {
    /// The first pass: follows body and face through the whole clip. Frames that an earlier attempt saw are not looked at
    /// again, and not read again either unless somebody wants to see each of them.
    /// - Parameters:
    ///   - cost: of the whole work, for its progress.
    ///   - result: millions of pixels of a frame of the movie to come; nil for the clip's own size.
    ///   - eachFrame: sees each frame while it is there, with its number and the outline that is known of it, and
    ///     says which it has.
    func track(
        _ job: AnimationJob, maxSide: Int = FrameSource.maxSide, cost: WorkCost, result: Double?,
        eachFrame: EachFrame? = nil
    ) throws(PuppetryError) -> ClipTrack {
        let clip = try FrameSource(path: job.clip, maxSide: maxSide)
        try InputLimits.checkLength(clip.seconds, limit: job.longestClip)
        portrait.trackingShare = cost.trackingShare(clip: clip.megapixels, result: result ?? clip.megapixels)
        people.forget()
        people.countAnew()
        portrait.tracker.forget()
        portrait.tracker.countAnew()
        let log = ObservationLog(
            job.checkpoint, name: eachFrame == nil ? "bodies" : "outlines", frames: clip.frameCountEstimate,
            frameRate: clip.frameRate)
        var pass = FirstPass(recorder: TrackRecorder(timeBase: clip.secondsPerTick, folder: job.folder))
        try resume(log, clip, &pass, eachFrame)
        if let log, log.isComplete {
            return try track(pass, pass.recorder, clip)
        }
        let pool = clip.pool
        let stage = EyeStage(recorder: pass.recorder, log: log, eyes: portrait.tracker.eyes) { pool.give($0.picture) }
        let posed = PosedFrames(clip, people: people, maskShrink: eachFrame == nil ? nil : 2, cuts: pass.cuts)
        while let frame = try posed.next() {
            try work.checkCancelled()
            try InputLimits.checkLength(
                Double(frame.frame.pts) * clip.secondsPerTick, limit: job.longestClip)
            if frame.isCut { portrait.tracker.forget() }
            let outline = try eachFrame?(frame, pass.count, nil)
            let landmarks = try portrait.tracker.landmarks(in: frame.frame.picture, thorough: false)
            let seen = FrameObservation(
                stamp: frame.frame.pts, isCut: frame.isCut, mostFaces: portrait.tracker.mostFaces,
                body: .init(pose: frame.pose, next: frame.next), outline: outline)
            pass.add(seen)
            try stage.add(frame.frame, landmarks: landmarks, seen: seen)
            let total = max(clip.frameCountEstimate ?? 0, pass.count)
            work.progress(.tracking, portrait.trackingShare * Double(pass.count) / Double(total))
        }
        return try track(pass, try stage.finish(), clip)
    }

    typealias EachFrame =
        (PosedFrame, Int, FrameObservation.Outline?) throws(PuppetryError) -> FrameObservation.Outline?

    /// What is collected while the clip is followed.
    private struct FirstPass {
        var recorder: TrackRecorder
        var cuts = CutDetector()
        private(set) var found: [PoseObservation<SeenSpace>?] = []
        private(set) var stamps: [Int64] = []
        private(set) var sceneStarts: [Int] = []

        var count: Int { stamps.count }

        init(recorder: TrackRecorder) { self.recorder = recorder }

        mutating func add(_ seen: FrameObservation) {
            if seen.isCut || stamps.isEmpty { sceneStarts.append(stamps.count) }
            found.append(seen.body?.pose)
            stamps.append(seen.stamp)
        }
    }

    /// Takes up what an earlier attempt saw.
    private func resume(
        _ log: ObservationLog?, _ clip: FrameSource, _ pass: inout FirstPass, _ eachFrame: EachFrame?
    ) throws(PuppetryError) {
        guard let log, log.framesBefore > 0 else { return }
        if !log.isComplete { work.say("Resuming following the body after frame \(log.framesBefore).") }
        while let seen = try log.next() {
            try work.checkCancelled()
            if !log.isComplete || eachFrame != nil, let frame = try clip.next() {
                _ = pass.cuts.isCut(frame.picture)
                let posed = PosedFrame(
                    frame: frame, pose: seen.body?.pose, next: nil, mask: nil, isCut: seen.isCut)
                _ = try eachFrame?(posed, pass.count, seen.outline)
                clip.reuse(frame)
            }
            try pass.recorder.add(seen.face, stamp: seen.stamp, isCut: seen.isCut)
            pass.add(seen)
            people.region = seen.body?.next
            portrait.tracker.resume(behind: seen.face?.landmarks, mostFaces: seen.mostFaces)
        }
    }

    private func track(
        _ pass: FirstPass, _ recorder: TrackRecorder, _ clip: FrameSource
    ) throws(PuppetryError) -> ClipTrack {
        guard pass.count > 0 else { throw .driver(.noFrames) }
        let body = BodyTrack(
            found: pass.found, stamps: pass.stamps, timeBase: clip.secondsPerTick, sceneStarts: pass.sceneStarts)
        return ClipTrack(body: body, face: try face(recorder, frames: pass.count))
    }

    /// The clip's face, if enough frames show one.
    private func face(_ recorder: TrackRecorder, frames: Int) throws(PuppetryError) -> Driver? {
        do {
            let track = try recorder.finish(mostFaces: portrait.tracker.mostFaces)
            if track.mostFaces > 1 {
                work.note("The video shows up to \(track.mostFaces) faces; the largest, most central one is followed.")
            }
            if track.faceShare < 1 {
                let missing = Int(((1 - track.faceShare) * Double(track.count)).rounded())
                work.note("No face was seen in \(missing) of \(track.count) frames; the last expression is held there.")
            }
            return try Driver(track, face: portrait.neutral)
        } catch {
            switch error {
            case .noFaceInDriver, .driverLost:
                work.note("Too few frames of the video show a face; the head moves without expression.")
                return nil
            default: throw error
            }
        }
    }
}
