import Foundation
import Inference
import Media

/// Animates whole figures, and decides for each picture and clip which way is the best that can be measured to work: the
/// whole figure where both show limbs, the face alone where they show faces.
package final class FigureEngine {
    /// A clip must show limbs that the figure has for this share of its frames to be worth cutting the figure out.
    static let leastLimbShare = 0.15

    let portrait: PortraitEngine
    let people: PoseTracker
    let segmenter: PersonSegmenter
    var work: WorkReport { portrait.work }

    /// See ``PortraitEngine/init(assets:neutralFace:cache:cores:report:isCancelled:)``.
    package init(
        assets: Assets, neutralFace: String, cache: String?, cores: Int,
        report: @escaping (EngineEvent) -> Void, isCancelled: @escaping () -> Bool
    ) throws(PuppetryError) {
        portrait = try PortraitEngine(
            assets: assets, neutralFace: neutralFace, cache: cache, cores: cores, report: report,
            isCancelled: isCancelled)
        people = try PoseTracker(portrait.runtime, threads: 1)
        segmenter = PersonSegmenter(portrait.runtime, threads: 1)
    }

    /// Makes a movie of the picture moving like the clip.
    package func animate(_ job: AnimationJob) throws(PuppetryError) -> FigureResult {
        work.begin()
        let found = try findings(in: job.picture, size: job.size, near: job.face)
        guard let figure = found.figure, found.face == nil || !figure.skeleton.limbs.isEmpty else {
            guard found.face != nil else { throw Self.refusal(found) }
            return FigureResult(path: .face, try portrait.animate(job), fallbacks: [])
        }
        if found.face != nil, figure.limbs == .asDriver,
            try !mayShowLimbs(figure.skeleton, clip: job.clip)
        {
            return FigureResult(path: .face, try portrait.animate(job), fallbacks: [])
        }
        let track = try track(
            job, cost: figure.cost, result: Double(figure.width * figure.height) / 1e6)
        let motion = BodyMotion(
            track.body, skeleton: figure.skeleton, limbs: figure.limbs, place: .own, room: figure.room)
        let hasBody = track.body.share >= BodyTrack.leastShare
        if let face = found.face, let driver = track.face, !hasBody || motion.limbShare < Self.leastLimbShare {
            work.note(
                hasBody
                    ? "The video shows none of the limbs of the figure; its face alone is animated."
                    : "No body was seen in the video; the face alone is animated.")
            let movie = try portrait.render(job, source: face, driver: driver)
            return FigureResult(
                path: .face, width: face.width, height: face.height, durationMs: movie.durationMs,
                frames: movie.frames, fallbacks: work.notes)
        }
        guard hasBody else { throw track.face == nil ? .noOneInDriver : .noCommonGround }
        return try render(job, source: figure, track: track, motion: motion)
    }

    /// Why a picture without figure and face is refused.
    static func refusal(_ found: SourceFindings) -> PuppetryError {
        if case .sourceFaceTooSmall(let pixels) = found.faceError { return .sourceFaceTooSmall(pixels: pixels) }
        return .noSubjectInSource
    }
}

/// What was made, and which way.
package struct FigureResult: Equatable, Sendable {
    package enum Path: String, Sendable {
        case face, body, drawing, mix
    }

    package let path: Path
    package let width: Int
    package let height: Int
    package let durationMs: Int
    package let frames: Int
    /// What could not be done as one might expect, in words.
    package let fallbacks: [String]

    init(path: Path, width: Int, height: Int, durationMs: Int, frames: Int, fallbacks: [String]) {
        self.path = path
        self.width = width
        self.height = height
        self.durationMs = durationMs
        self.frames = frames
        self.fallbacks = fallbacks
    }

    init(path: Path, _ result: MovieResult, fallbacks: [String]) {
        self.init(
            path: path, width: result.width, height: result.height, durationMs: result.durationMs,
            frames: result.frames, fallbacks: fallbacks + result.fallbacks)
    }
}
