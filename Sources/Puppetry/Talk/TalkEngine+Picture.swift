import Media

extension TalkEngine {
    func talk(_ job: TalkJob, picture path: String) throws(PuppetryError) -> MovieResult {
        let source = try PortraitSource(
            path: path, size: job.size, tracker: tracker(), neutral: neutral, weights: weights, near: job.face)
        if source.faces > 1, job.face == nil {
            work.note("The picture shows \(source.faces) faces; the largest, most central one speaks.")
        }
        let sound = try listen(to: job)
        let movie = try render(job, source: source, sound: sound)
        return MovieResult(
            width: source.width, height: source.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: work.notes)
    }

    private func render(
        _ job: TalkJob, source: PortraitSource, sound: SpeechSound
    ) throws(PuppetryError) -> (durationMs: Int, frames: Int) {
        let rate = Double(Self.frameRate)
        let count = Self.frameCount(sound.seconds, rate: rate)
        let format = MovieFormat(
            width: source.width, height: source.height, timeBase: (1, Int32(Self.frameRate)), frameRate: rate,
            audioFrom: job.speech)
        let sink = try FrameSink(
            job, format, overlays: try job.overlays(width: source.width, height: source.height), frames: count)
        let renderer = SpeakingPicture(
            painter: PortraitPainter(
                source: source.picture,
                texture: SourceTexture(of: source.picture, width: source.width, height: source.height),
                face: source.face, neutral: neutral, tone: source.tone, cutOut: try source.cutOut(try segmenter()),
                bands: min(job.cores, 2)),
            puppet: source.puppet(weights), shaper: shaper, sound: sound,
            mouth: job.mouth(sound, frameRate: rate), rate: rate,
            life: SignsOfLife(meanLoudness: sound.meanLoudness, seed: job.seed))
        return try sink.render(with: renderer, from: Self.listeningShare, work)
    }
}

private struct SpeakingPicture: FrameRenderer {
    let painter: PortraitPainter
    let puppet: FacePuppet
    let shaper: MouthShaper
    let sound: SpeechSound
    let mouth: any MouthCurve
    /// Frames a second.
    let rate: Double
    var life: SignsOfLife

    private func seconds(_ index: Int) -> Double { (Double(index) + 0.5) / rate }

    /// Life continues through frames that were drawn before: what comes depends on it.
    mutating func skip(_ index: Int) throws(PuppetryError) {
        _ = life.next(at: seconds(index), loudness: try sound.loudness(at: seconds(index)))
    }

    mutating func draw(_ index: Int, onto canvas: Picture) throws(PuppetryError) -> Int64? {
        let seconds = seconds(index)
        let moment = life.next(at: seconds, loudness: try sound.loudness(at: seconds))
        painter.paint(puppet.pose(performance(try mouth.shape(at: seconds), moment)), onto: canvas, driver: nil)
        return Int64(index)
    }

    private func performance(_ mouth: MouthShape, _ moment: SignsOfLife.Moment) -> Performance {
        var expression = shaper.movement(mouth)
        for point in Landmark.brows { expression[point].y -= moment.brows }
        return Performance(
            head: moment.head, expression: expression, extraGap: 0, eyes: SIMD2(repeating: moment.eyes),
            gaze: moment.gaze)
    }
}
