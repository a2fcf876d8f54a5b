import Foundation
import Media

extension TalkEngine {
    /// Share of the progress that preparing a clip counts, when there is no avatar yet.
    private static let preparingShare = 0.5

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
        let temporary = job.folder + "/.avatar-\(ProcessInfo.processInfo.processIdentifier).tar"
        defer { unlink(temporary) }
        let tracker = try tracker()
        let preparation = AvatarPreparation(
            tracker: tracker, detector: try detector(), work: work, share: Self.listeningShare...Self.preparingShare)
        let prepared = try preparation.prepare(
            AvatarJob(
                clip: path, output: temporary, folder: job.folder, name: "avatar", longest: .infinity,
                cores: job.cores, modified: 0),
            first: max(sound.seconds + 0.5, Self.leastLook), most: sound.seconds + 0.5)
        var result = try render(job, try AvatarArchive(path: temporary), sound, from: Self.preparingShare)
        let serious = prepared.report.findings.filter { $0.code != .short && $0.code != .cut }.map(\.message)
        serious.forEach(work.say)
        result.fallbacks += serious
        return result
    }

    private func render(
        _ job: TalkJob, _ archive: AvatarArchive, _ sound: SpeechSound, from done: Double
    ) throws(PuppetryError) -> PortraitResult {
        let (index, rate) = (archive.index, archive.frameRate)
        let sink = try FrameSink(
            path: job.output, width: index.width, height: index.height, timeBase: (1, Self.ticksPerSecond),
            frameRate: rate, audioFrom: job.speech, metadata: job.metadata, threads: (job.cores / 2).clamped(1...4),
            overlays: try job.overlays(width: index.width, height: index.height))
        let painter = AvatarPainter(neutral: neutral, weights: weights, shaper: shaper)
        let mouth = job.mouth(sound, frameRate: rate)
        let count = Self.frameCount(sound.seconds, rate: rate)
        let frames = AvatarFrames(archive, count: count)
        var place = 0
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
