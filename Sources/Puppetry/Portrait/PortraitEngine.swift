import Foundation
import Media

/// Puppetry is the built-in engine: it makes pictures act, on the processor alone, without inventing anything but the
/// inside of a mouth. This is its way for a picture with a face and a clip with a face.
///
/// The clip is read twice: once to follow its face, which tells what is neutral for it, and once more while drawing.
/// Decoding, drawing and encoding overlap; only landmarks are kept between the passes, so that memory does not grow with
/// the clip.
package final class PortraitEngine {
    /// Share of the progress that tracking counts; set before it begins.
    var trackingShare = 0.35

    let neutral: NeutralFace
    let weights: MouthWeights
    let tracker: FaceTracker
    let runtime: InferenceRuntime
    private let report: (PortraitEvent) -> Void
    private let isCancelled: () -> Bool
    private var lastProgress: Double?

    /// - Parameters:
    ///   - neutralFace: path of `data/face/neutral_face.obj`.
    ///   - cache: folder for compiled models, or nil.
    ///   - cores: to use, at least 1.
    ///   - report: called from the thread that runs the engine, for progress at most ten times a second.
    ///   - isCancelled: asked once a frame.
    package init(
        assets: Assets, neutralFace: String, cache: String?, cores: Int,
        report: @escaping (PortraitEvent) -> Void, isCancelled: @escaping () -> Bool
    ) throws(PuppetryError) {
        neutral = try NeutralFace(path: neutralFace)
        weights = MouthWeights(neutral)
        runtime = try InferenceRuntime(assets: assets, cache: cache)
        // The networks are so small that a second thread costs more than it brings.
        tracker = try FaceTracker(runtime, threads: 1)
        self.report = report
        self.isCancelled = isCancelled
    }

    /// Makes the movie.
    package func animate(_ job: PortraitJob) throws(PuppetryError) -> PortraitResult {
        let source = try PortraitSource(
            path: job.picture, size: job.size, tracker: tracker, neutral: neutral, weights: weights)
        var fallbacks: [String] = []
        func note(_ text: String) {
            fallbacks.append(text)
            report(.log(text))
        }
        if source.faces > 1 {
            note("The picture shows \(source.faces) faces; the largest, most central one is animated.")
        }

        let track = try track(job, result: Double(source.width * source.height) / 1e6)
        if track.mostFaces > 1 {
            note("The video shows up to \(track.mostFaces) faces; the largest, most central one is followed.")
        }
        if track.faceShare < 1 {
            let missing = Int(((1 - track.faceShare) * Double(track.count)).rounded())
            note("No face was seen in \(missing) of \(track.count) frames; the last pose is held there.")
        }
        let movie = try render(job, source: source, driver: try Driver(track, face: neutral))
        return PortraitResult(
            width: source.width, height: source.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: fallbacks)
    }

    func checkCancelled() throws(PuppetryError) {
        if isCancelled() { throw .cancelled }
    }

    /// Progress of the whole job when so much of the second pass is done.
    func drawn(_ done: Int, of total: Int) -> Double {
        trackingShare + (1 - trackingShare) * Double(done) / Double(total)
    }

    func say(_ text: String) { report(.log(text)) }

    /// Says so when part of the movie is there already.
    func sayGoingOn(_ sink: FrameSink, of count: Int) {
        if sink.framesBefore > 0 { say("Going on with the video after frame \(sink.framesBefore) of \(count).") }
    }

    /// Reports progress unless it was reported less than a tenth of a second ago.
    func progress(_ stage: PortraitEvent.Stage, _ share: Double) {
        let now = ProcessInfo.processInfo.systemUptime
        if let last = lastProgress, now - last < 0.1 { return }
        lastProgress = now
        report(.progress(stage, share.clamped(0...1)))
    }
}
