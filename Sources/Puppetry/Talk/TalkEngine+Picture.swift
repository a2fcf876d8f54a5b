import Foundation
import Media

extension TalkEngine {
    func talk(_ job: TalkJob, picture path: String) throws(PuppetryError) -> PortraitResult {
        let source = try PortraitSource(
            path: path, size: job.size, tracker: tracker(), neutral: neutral, weights: weights)
        var fallbacks: [String] = []
        if source.faces > 1 {
            fallbacks.append("The picture shows \(source.faces) faces; the largest, most central one speaks.")
        }
        fallbacks.forEach(work.say)
        let sound = try listen(to: job)
        let movie = try render(job, source: source, sound: sound)
        return PortraitResult(
            width: source.width, height: source.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: fallbacks)
    }

    private func render(
        _ job: TalkJob, source: PortraitSource, sound: SpeechSound
    ) throws(PuppetryError) -> (durationMs: Int, frames: Int) {
        let rate = Double(Self.frameRate)
        let count = Self.frameCount(sound.seconds, rate: rate)
        let sink = try FrameSink(
            path: job.output, width: source.width, height: source.height, timeBase: (1, Int32(Self.frameRate)),
            frameRate: rate, audioFrom: job.speech, metadata: job.metadata, threads: (job.cores / 2).clamped(1...4),
            overlays: try job.overlays(width: source.width, height: source.height), kept: job.kept, frames: count)
        sayGoingOn(sink, of: count)
        let painter = PortraitPainter(
            source: source.picture,
            texture: SourceTexture(of: source.picture, width: source.width, height: source.height),
            face: source.face, neutral: neutral, tone: source.tone, bands: min(job.cores, 2))
        let puppet = FacePuppet(source: source.face, weights: weights)
        let mouth = job.mouth(sound, frameRate: rate)
        var life = SignsOfLife(meanLoudness: sound.meanLoudness, seed: job.seed)
        for index in 0..<count {
            try work.checkCancelled()
            let seconds = (Double(index) + 0.5) / rate
            // Life goes on through frames that were drawn before: what comes depends on it.
            let moment = life.next(at: seconds, loudness: try sound.loudness(at: seconds))
            guard index >= sink.framesBefore else { continue }
            let canvas = sink.canvas()
            painter.paint(
                puppet.pose(performance(try mouth.shape(at: seconds), moment)), onto: canvas, driver: nil)
            try sink.append(canvas, stamp: Int64(index))
            let share = Double(index + 1) / Double(count)
            work.progress(.rendering, Self.listeningShare + (1 - Self.listeningShare) * share)
        }
        return try sink.finish()
    }

    private func performance(_ mouth: MouthShape, _ moment: SignsOfLife.Moment) -> Performance {
        var expression = shaper.movement(mouth)
        for point in Landmark.brows { expression[point].y -= moment.brows }
        return Performance(
            head: moment.head, expression: expression, extraGap: 0, eyes: SIMD2(repeating: moment.eyes),
            gaze: moment.gaze)
    }
}
