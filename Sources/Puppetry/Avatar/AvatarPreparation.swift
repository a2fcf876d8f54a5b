import CPuppetry
import Foundation
import Media

/// Makes an avatar of a clip: follows its face, then writes frames, crops and what drawing needs, in the layout of
/// LiveTalking's wav2lip avatars with three files more.
///
/// The clip is read twice, frame by frame; only landmarks and boxes are kept between.
final class AvatarPreparation {
    /// Longest side of the avatar's frames.
    static let maxSide = 1280
    /// Clips with more frames a second lose every second, third ... of them.
    static let mostFrameRate = 30.5
    /// Side of the face crops, as LiveTalking's larger models want them.
    static let cropSide = 256
    /// No process of the engine writes larger files than 16 GiB.
    private static let mostBytes: Int64 = 15 << 30
    /// Shares of the work at which the stages end.
    static let stages = (preparing: 0.3, training: 0.97)

    private let tracker: FaceTracker
    private let detector: FaceDetector
    private let work: WorkReport
    /// Where this work lies in the whole job's progress.
    private let share: ClosedRange<Double>

    init(tracker: FaceTracker, detector: FaceDetector, work: WorkReport, share: ClosedRange<Double> = 0...1) {
        self.tracker = tracker
        self.detector = detector
        self.work = work
        self.share = share
    }

    private func progress(_ stage: EngineEvent.Stage, _ done: Double) {
        work.progress(stage, share.lowerBound + (share.upperBound - share.lowerBound) * done.clamped(0...1))
    }

    /// - Parameters:
    ///   - first: how much of the clip is looked at, seconds from its start.
    ///   - most: how much of that is taken, seconds.
    func prepare(
        _ job: AvatarJob, first: Double = .infinity, most: Double = .infinity
    ) throws(PuppetryError) -> AvatarResult {
        let clip = try FrameSource(path: job.clip, maxSide: Self.maxSide)
        try InputLimits.checkLength(min(clip.seconds, first), limit: job.longest)
        let pace = FramePace(clip)
        var looks = FaceLooks()
        let track = try follow(clip, pace, first: first, job, &looks)
        let least = Int((InputLimits.avatarSeconds * pace.frameRate).rounded(.up))
        guard let longest = track.longest, longest.count >= least else {
            throw .avatar(.tooShort(seconds: Double(track.longest?.count ?? 0) / pace.frameRate))
        }
        let part = longest.prefix(max(least, Int(min(most * pace.frameRate, 1e9))))
        let faceWidth = looks.widths.median
        guard faceWidth >= Float(InputLimits.faceWidth) else {
            throw .avatar(.faceTooSmall(pixels: Int(faceWidth)))
        }
        let smooth = try smoothed(track, part, frameRate: pace.frameRate, folder: job.folder)
        let writer = try AvatarWriter(job, width: clip.width, height: clip.height, frameRate: pace.frameRate)
        try checkRoom(
            for: part.count - writer.count, width: clip.width, height: clip.height, folder: job.folder)
        try write(smooth, part, job, to: writer)
        progress(.finalizing, Self.stages.training)
        try writer.finish(smooth, shows: Array(track.shows[part]))
        return AvatarResult(
            frames: part.count,
            report: AvatarReport(
                track: track, part: part, looks: looks, clip: (pace.frameRate, clip.width, clip.height)))
    }

    private func follow(
        _ clip: FrameSource, _ pace: FramePace, first: Double, _ job: AvatarJob, _ looks: inout FaceLooks
    ) throws(PuppetryError) -> AvatarTrack {
        var recorder = AvatarRecorder(frameRate: pace.frameRate, folder: job.folder)
        var cuts = CutDetector()
        tracker.forget()
        let log = ObservationLog(
            job.checkpoint, name: "avatar-faces", frames: clip.frameCountEstimate, frameRate: pace.frameRate)
        var before = 0
        while let seen = try log?.next() {
            try recorder.add(seen.face?.landmarks, isCut: seen.isCut)
            if let look = seen.look { looks.add(look) }
            looks.mostPeople = seen.mostFaces
            tracker.resume(behind: seen.face?.landmarks, mostFaces: 0)
            before += 1
        }
        if let log, log.isComplete { return try recorder.finish() }
        if before > 0 { work.say("Resuming following the face after frame \(before).") }
        let total = min(Double(clip.frameCountEstimate ?? 0), first * clip.frameRate)
        while let frame = try clip.next() {
            defer { clip.reuse(frame) }
            try work.checkCancelled()
            let seconds = Double(frame.pts) * clip.secondsPerTick
            guard seconds < first else { break }
            try InputLimits.checkLength(seconds, limit: job.longest)
            guard pace.takes(frame.index) else { continue }
            let isCut = cuts.isCut(frame.picture)
            guard before == 0 else {
                before -= 1
                continue
            }
            if isCut { tracker.forget() }
            let landmarks = try tracker.landmarks(in: frame.picture, thorough: false)
            try recorder.add(landmarks, isCut: isCut)
            let look = landmarks.flatMap { faceLook(of: $0, in: frame.picture) }
            if let look { looks.add(look) }
            if frame.index % max(1, Int(clip.frameRate)) == 0 {
                looks.mostPeople = max(
                    looks.mostPeople, try detector.faces(in: frame.picture, thorough: false).count)
            }
            log?.add(
                FrameObservation(
                    stamp: frame.pts, isCut: isCut,
                    face: landmarks.map { FaceObservation(landmarks: $0, openness: .zero, gaze: .zero) },
                    mostFaces: looks.mostPeople, look: look))
            progress(.preparing, Self.stages.preparing * Double(frame.index + 1) / max(total, Double(frame.index + 1)))
        }
        log?.finish()
        return try recorder.finish()
    }

    private func faceLook(of landmarks: Landmarks<SeenSpace>, in picture: Picture) -> FaceLook? {
        let (low, high) = landmarks.bounds
        func pixel(_ place: Float) -> Int32 { Int32(place.clamped(-1...16_384)) }
        var look = puppet_look()
        guard puppet_look_at(picture.view, pixel(low.x), pixel(low.y), pixel(high.x), pixel(high.y), &look) > 0 else {
            return nil
        }
        let width = (landmarks[Landmark.rightSide].xy - landmarks[Landmark.leftSide].xy).length
        return FaceLook(width: width, mean: look.mean, deviation: look.deviation, detail: look.detail)
    }

    /// PNG of filmed pictures takes about 1.5 bytes a pixel.
    private func checkRoom(for frames: Int, width: Int, height: Int, folder: String) throws(PuppetryError) {
        let needed = Int64(Double(frames * (width * height + Self.cropSide * Self.cropSide)) * 1.6)
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return }
        let free = min(Int64(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize)), Self.mostBytes)
        guard needed <= free else { throw .avatar(.diskFull(needed: needed, free: free)) }
    }

    private func smoothed(
        _ track: AvatarTrack, _ part: Range<Int>, frameRate: Double, folder: String
    ) throws(PuppetryError) -> FrameStore {
        func store() -> FrameStore {
            FrameStore(
                recordSize: FaceObservation.recordSize, folder: folder, memoryLimit: FrameStore.memoryLimit / 2)
        }
        let (raw, smooth) = (store(), store())
        for index in part { try raw.append(try track.store.record(index)) }
        let times = part.map { Double($0) / frameRate }
        try TrackSmoother(times: times, sceneStarts: [0]).smooth(raw, into: smooth)
        return smooth
    }

    private func write(
        _ smooth: FrameStore, _ part: Range<Int>, _ job: AvatarJob, to writer: AvatarWriter
    ) throws(PuppetryError) {
        try writer.placeBoxes(smooth)
        let clip = try FrameSource(path: job.clip, maxSide: Self.maxSide)
        let pace = FramePace(clip)
        let wanted = part.dropFirst(writer.count)
        var (taken, written) = (0, writer.count)
        if written > 0 { work.say("Resuming the avatar after frame \(written) of \(part.count).") }
        while written < part.count, let frame = try clip.next() {
            try work.checkCancelled()
            defer { if pace.takes(frame.index) { taken += 1 } }
            guard pace.takes(frame.index), wanted.contains(taken) else {
                clip.reuse(frame)
                continue
            }
            try writer.add(frame.picture) { clip.pool.give($0) }
            written += 1
            let done = Double(written) / Double(part.count)
            progress(.training, Self.stages.preparing + (Self.stages.training - Self.stages.preparing) * done)
        }
    }
}

/// Which frames of a clip are taken: all, or every second, third ... of a fast one.
struct FramePace {
    private let step: Int
    /// Of the frames taken, frames a second.
    let frameRate: Double

    init(_ clip: FrameSource) {
        step = max(1, Int((clip.frameRate / AvatarPreparation.mostFrameRate).rounded(.up)))
        frameRate = clip.frameRate / Double(step)
    }

    func takes(_ index: Int) -> Bool { index % step == 0 }
}
