import Foundation
import Inference
import Media

/// Animates the face of a picture with the face of a clip.
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
    let runtime: VisionNetworks
    let work: WorkReport

    /// - Parameters:
    ///   - neutralFace: path of `data/face/neutral_face.obj`.
    ///   - cache: folder for compiled models, or nil.
    ///   - cores: to use, at least 1.
    ///   - report: called from the thread that runs the engine, for progress at most ten times a second.
    ///   - isCancelled: asked once a frame.
    package init(
        assets: Assets, neutralFace: String, cache: String?, cores: Int,
        report: @escaping (EngineEvent) -> Void, isCancelled: @escaping () -> Bool
    ) throws(PuppetryError) {
        neutral = try NeutralFace(path: neutralFace)
        weights = MouthWeights(neutral)
        runtime = try VisionNetworks(assets: assets, cache: cache)
        // The networks are so small that a second thread costs more than it brings.
        tracker = try FaceTracker(runtime, threads: 1)
        work = WorkReport(report: report, isCancelled: isCancelled)
    }

    /// Makes the movie.
    package func animate(_ job: AnimationJob) throws(PuppetryError) -> MovieResult {
        work.begin()
        let source = try PortraitSource(
            path: job.picture, size: job.size, tracker: tracker, neutral: neutral, weights: weights,
            near: job.face)
        if source.faces > 1, job.face == nil {
            work.note("The picture shows \(source.faces) faces; the largest, most central one is animated.")
        }

        let track = try track(job, result: Double(source.width * source.height) / 1e6)
        if track.mostFaces > 1 {
            work.note("The video shows up to \(track.mostFaces) faces; the largest, most central one is followed.")
        }
        if track.faceShare < 1 {
            let missing = Int(((1 - track.faceShare) * Double(track.count)).rounded())
            work.note("No face was seen in \(missing) of \(track.count) frames; the last pose is held there.")
        }
        let movie = try render(job, source: source, driver: try Driver(track, face: neutral))
        return MovieResult(
            width: source.width, height: source.height, durationMs: movie.durationMs, frames: movie.frames,
            fallbacks: work.notes)
    }
}
