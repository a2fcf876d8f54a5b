import Foundation
import Inference
import Media

/// The built-in engine's way to let a picture, a clip or a prepared avatar speak a recording.
///
/// The speech is heard once before anything is drawn, because how far a mouth opens depends on how loud the voice gets;
/// what is kept of it is small and bounded. Drawing and encoding overlap.
package final class TalkEngine {
    /// Frames a second of a video made from a picture.
    static let frameRate = 25
    /// Ticks of the time base of a video made from an avatar: all usual frame rates fit.
    static let ticksPerSecond: Int32 = 90_000
    /// Share of the progress that hearing the speech counts.
    static let listeningShare = 0.05

    let neutral: NeutralFace
    let weights: MouthWeights
    let shaper: MouthShaper
    let work: WorkReport
    private let assets: Assets
    private let cache: String?
    private var loaded: (runtime: VisionNetworks, tracker: FaceTracker)?

    /// - Parameters:
    ///   - assets: of use for pictures and clips; an avatar needs none.
    ///   - neutralFace: path of `data/face/neutral_face.obj`.
    ///   - cache: folder for compiled models, or nil.
    ///   - report: called from the thread that runs the engine, for progress at most ten times a second.
    ///   - isCancelled: asked once a frame.
    package init(
        assets: Assets, neutralFace: String, cache: String?, report: @escaping (EngineEvent) -> Void,
        isCancelled: @escaping () -> Bool
    ) throws(PuppetryError) {
        neutral = try NeutralFace(path: neutralFace)
        weights = MouthWeights(neutral)
        shaper = MouthShaper(neutral, weights: weights)
        work = WorkReport(report: report, isCancelled: isCancelled)
        self.assets = assets
        self.cache = cache
    }

    /// Makes the movie; it is as long as the speech.
    package func talk(_ job: TalkJob) throws(PuppetryError) -> MovieResult {
        work.begin()
        return switch job.presenter {
        case .picture(let path): try talk(job, picture: path)
        case .avatar(let path): try talk(job, avatar: path)
        case .video(let path): try talk(job, video: path)
        }
    }

    /// The models, loaded when they are needed first.
    func tracker() throws(PuppetryError) -> FaceTracker { try models().tracker }

    func segmenter() throws(PuppetryError) -> PersonSegmenter { PersonSegmenter(try models().runtime, threads: 1) }

    func detector() throws(PuppetryError) -> FaceDetector { try FaceDetector(try models().runtime, threads: 1) }

    private func models() throws(PuppetryError) -> (runtime: VisionNetworks, tracker: FaceTracker) {
        if let loaded { return loaded }
        let runtime = try VisionNetworks(assets: assets, cache: cache)
        // The networks are so small that a second thread costs more than it brings.
        let made = (runtime, try FaceTracker(runtime, threads: 1))
        loaded = made
        return made
    }

    /// Hears the whole speech.
    /// - Throws: ``PuppetryError/speech(_:)`` when nobody speaks in it or it is too long.
    func listen(to job: TalkJob) throws(PuppetryError) -> SpeechSound {
        let reader: SoundReader
        do { reader = try SoundReader(path: job.speech) } catch { throw .sound(error) }
        let foretold = reader.durationMs.map { Double($0) / 1000 } ?? 0
        guard foretold <= job.longest else { throw .speech(.tooLong(seconds: foretold, limit: job.longest)) }
        var listener = try SpeechListener(folder: job.folder)
        var samples: [Float] = []
        while true {
            do {
                guard try reader.next(into: &samples) else { break }
            } catch { throw .sound(error) }
            try work.checkCancelled()
            try listener.add(samples)
            // The container's figure may be missing or wrong; the samples tell the truth.
            guard listener.seconds <= job.longest else {
                throw .speech(.tooLong(seconds: listener.seconds, limit: job.longest))
            }
            // A resumed job is further than this already.
            if foretold > 0, job.checkpoint?.isEmpty != false {
                work.progress(.listening, Self.listeningShare * listener.seconds / foretold)
            }
        }
        let sound = try listener.finish()
        try sound.checkSpeech()
        return sound
    }

    /// Frames of a movie as long as the speech.
    static func frameCount(_ seconds: Double, rate: Double) -> Int {
        max(1, Int((seconds * rate - 0.1).rounded(.up)))
    }
}
