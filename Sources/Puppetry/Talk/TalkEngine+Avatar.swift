import Foundation
import Media

extension TalkEngine {
    /// Share of the progress that preparing a clip counts, when there is no avatar yet.
    private static let preparingShare = 0.42

    /// So much of a clip is searched for a face even if the speech is shorter, seconds.
    private static let leastLook = 10.0

    func talk(_ job: TalkJob, avatar path: String) throws(PuppetryError) -> MovieResult {
        let archive = try AvatarArchive(path: path)
        let sound = try listen(to: job)
        return try render(job, archive, sound, from: Self.listeningShare)
    }

    /// As much of the clip as the speech needs becomes an avatar that lives as long as the task.
    func talk(_ job: TalkJob, video path: String) throws(PuppetryError) -> MovieResult {
        let sound = try listen(to: job)
        let made = try avatar(of: job, video: path, sound)
        defer { if job.checkpoint == nil { unlink(made.path) } }
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
        if let checkpoint = job.checkpoint, let archive = checkpoint.file(name), let noted = checkpoint.file(notes),
            let data = FileManager.default.contents(atPath: noted),
            let findings = try? JSONDecoder().decode([String].self, from: data)
        {
            return (archive, findings)
        }
        let place =
            job.checkpoint?.path(name) ?? job.folder + "/.avatar-\(ProcessInfo.processInfo.processIdentifier).tar"
        let tracker = try tracker()
        let preparation = AvatarPreparation(
            tracker: tracker, detector: try detector(), work: work, share: Self.listeningShare...Self.preparingShare)
        let prepared = try preparation.prepare(
            AvatarJob(
                clip: path, output: place, folder: job.folder, name: "avatar", longest: .infinity,
                cores: job.cores, modified: 0, checkpoint: job.checkpoint),
            first: max(sound.seconds + 0.5, Self.leastLook), most: sound.seconds + 0.5)
        let serious = prepared.report.findings.filter { $0.code != .short && $0.code != .cut }.map(\.message)
        if let checkpoint = job.checkpoint, let data = try? JSONEncoder().encode(serious),
            FileManager.default.createFile(atPath: checkpoint.path(notes), contents: data)
        {
            checkpoint.commit(file: name)
            checkpoint.commit(file: notes)
            checkpoint.discard(AvatarWriter.draftName)
        }
        return (place, serious)
    }

    private func render(
        _ job: TalkJob, _ archive: AvatarArchive, _ sound: SpeechSound, from done: Double
    ) throws(PuppetryError) -> MovieResult {
        let (index, rate) = (archive.index, archive.frameRate)
        let count = Self.frameCount(sound.seconds, rate: rate)
        let format = MovieFormat(
            width: index.width, height: index.height, timeBase: (1, Self.ticksPerSecond), frameRate: rate,
            audioFrom: job.speech)
        let sink = try FrameSink(
            job, format, overlays: try job.overlays(width: index.width, height: index.height), frames: count)
        let renderer = SpeakingAvatar(
            painter: AvatarPainter(
                neutral: neutral, weights: weights, shaper: shaper,
                tone: SkinTone(of: try archive.landmarks(0), in: try archive.picture(0))),
            frames: AvatarFrames(archive, places: sink.framesBefore..<count),
            mouth: job.mouth(sound, frameRate: rate), rate: rate)
        let movie = try sink.render(with: renderer, from: done, work)
        return MovieResult(
            width: index.width, height: index.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: [])
    }
}

private struct SpeakingAvatar: FrameRenderer {
    let painter: AvatarPainter
    let frames: AvatarFrames
    let mouth: any MouthCurve
    /// Frames a second.
    let rate: Double

    /// The avatar's frames are read from the first that is drawn.
    func skip(_ index: Int) {}

    func draw(_ index: Int, onto canvas: Picture) throws(PuppetryError) -> Int64? {
        guard let frame = try frames.next() else { return nil }
        canvas.bytes.update(from: frame.picture.bytes, count: canvas.rowBytes * canvas.height)
        painter.paint(try mouth.shape(at: (Double(index) + 0.5) / rate), frame.landmarks, onto: canvas)
        return Int64((Double(index) / rate * Double(TalkEngine.ticksPerSecond)).rounded())
    }
}
