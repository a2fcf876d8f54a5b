import Foundation
import Media

extension TalkEngine {
    /// Share of the progress that preparing a clip counts, when there is no avatar yet.
    private static let preparingShare = 0.42

    /// So much of a clip is searched for a face even if the speech is shorter, seconds.
    private static let leastLook = 10.0

    func talk(_ job: TalkJob, avatar path: String) throws(PuppetryError) -> PortraitResult {
        let archive = try AvatarArchive(path: path)
        let sound = try listen(to: job)
        return try render(job, archive, sound, from: Self.listeningShare)
    }

    /// As much of the clip as the speech needs becomes an avatar that lives as long as the task.
    func talk(_ job: TalkJob, video path: String) throws(PuppetryError) -> PortraitResult {
        let sound = try listen(to: job)
        let made = try avatar(of: job, video: path, sound)
        defer { if job.kept == nil { unlink(made.path) } }
        var result = try render(job, try AvatarArchive(path: made.path), sound, from: Self.preparingShare)
        made.findings.forEach(work.say)
        result.fallbacks += made.findings
        return result
    }

    /// - Returns: the avatar's archive, and what a person should know of it.
    private func avatar(
        of job: TalkJob, video path: String, _ sound: SpeechSound
    ) throws(PuppetryError) -> (path: String, findings: [String]) {
        let (name, notes) = ("avatar.tar", "avatar.json")
        if let kept = job.kept, let archive = kept.file(name), let noted = kept.file(notes),
            let data = FileManager.default.contents(atPath: noted),
            let findings = try? JSONDecoder().decode([String].self, from: data)
        {
            return (archive, findings)
        }
        let place = job.kept?.path(name) ?? job.folder + "/.avatar-\(ProcessInfo.processInfo.processIdentifier).tar"
        let tracker = try tracker()
        let preparation = AvatarPreparation(
            tracker: tracker, detector: try detector(), work: work, share: Self.listeningShare...Self.preparingShare)
        let prepared = try preparation.prepare(
            AvatarJob(
                clip: path, output: place, folder: job.folder, name: "avatar", longest: .infinity,
                cores: job.cores, modified: 0, kept: job.kept),
            first: max(sound.seconds + 0.5, Self.leastLook), most: sound.seconds + 0.5)
        let serious = prepared.report.findings.filter { $0.code != .short && $0.code != .cut }.map(\.message)
        if let kept = job.kept, let data = try? JSONEncoder().encode(serious),
            FileManager.default.createFile(atPath: kept.path(notes), contents: data)
        {
            kept.finish(file: name)
            kept.finish(file: notes)
            kept.forget(AvatarWriter.draftName)
        }
        return (place, serious)
    }

    private func render(
        _ job: TalkJob, _ archive: AvatarArchive, _ sound: SpeechSound, from done: Double
    ) throws(PuppetryError) -> PortraitResult {
        let (index, rate) = (archive.index, archive.frameRate)
        let count = Self.frameCount(sound.seconds, rate: rate)
        let sink = try FrameSink(
            path: job.output, width: index.width, height: index.height, timeBase: (1, Self.ticksPerSecond),
            frameRate: rate, audioFrom: job.speech, metadata: job.metadata, threads: (job.cores / 2).clamped(1...4),
            overlays: try job.overlays(width: index.width, height: index.height), kept: job.kept, frames: count)
        sayGoingOn(sink, of: count)
        let painter = AvatarPainter(
            neutral: neutral, weights: weights, shaper: shaper,
            tone: SkinTone(of: try archive.landmarks(0), in: try archive.picture(0)))
        let mouth = job.mouth(sound, frameRate: rate)
        let frames = AvatarFrames(archive, places: sink.framesBefore..<count)
        var place = sink.framesBefore
        while let frame = try frames.next() {
            try work.checkCancelled()
            let seconds = (Double(place) + 0.5) / rate
            let canvas = sink.canvas()
            canvas.bytes.update(from: frame.picture.bytes, count: canvas.rowBytes * canvas.height)
            painter.paint(try mouth.shape(at: seconds), frame.landmarks, onto: canvas)
            let stamp = Int64((Double(place) / rate * Double(Self.ticksPerSecond)).rounded())
            try sink.append(canvas, stamp: stamp)
            place += 1
            work.progress(.rendering, done + (1 - done) * Double(place) / Double(count))
        }
        let movie = try sink.finish()
        return PortraitResult(
            width: index.width, height: index.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: [])
    }
}
