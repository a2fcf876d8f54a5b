import Foundation
import Media

extension TalkEngine {
    /// What a frame costs, measured as ``WorkCost``'s figures were: drawing and encoding a picture; reading, drawing and
    /// encoding an avatar; making an avatar of a clip; seconds.
    private static let start = 0.6
    private static let picture = WorkCost.Step(frame: 0.0010, megapixel: 0.0100)
    private static let avatar = WorkCost.Step(frame: 0.0035, megapixel: 0.0380)
    private static let preparing = WorkCost.Step(frame: 0.0020, megapixel: 0.0400)

    /// Finds what would make ``talk(_:)`` fail, without writing anything. The speech is heard to its end, which takes a
    /// thousandth of its length; of a clip only the beginning is seen.
    package func check(_ job: TalkJob) throws(PuppetryError) -> JobCheck {
        let view = try look(at: job)
        return Self.check(view, seconds: try listen(to: job).seconds)
    }

    /// The same for a speech that is not spoken yet.
    /// - Parameter seconds: about how long it will be.
    package func check(_ job: TalkJob, seconds: Double) throws(PuppetryError) -> JobCheck {
        guard seconds <= job.longest else { throw .speech(.tooLong(seconds: seconds, limit: job.longest)) }
        return Self.check(try look(at: job), seconds: seconds)
    }

    private static func check(_ view: View, seconds: Double) -> JobCheck {
        let frames = frameCount(seconds, rate: view.frameRate)
        let seconds = start + Double(frames) * view.secondsPerFrame
        return JobCheck(seconds: (seconds * 10).rounded() / 10, frames: frames, warnings: view.warnings)
    }

    private func look(at job: TalkJob) throws(PuppetryError) -> View {
        switch job.presenter {
        case .picture(let path): try look(atPicture: path, job)
        case .avatar(let path): try look(atAvatar: path)
        case .video(let path): try look(atVideo: path)
        }
    }

    /// What is known of a presenter after a look.
    private struct View {
        var frameRate: Double
        var secondsPerFrame: Double
        var warnings: [Remark] = []
    }

    private static func megapixels(_ width: Int, _ height: Int) -> Double { Double(width * height) / 1e6 }

    private func look(atPicture path: String, _ job: TalkJob) throws(PuppetryError) -> View {
        let source = try PortraitSource(
            path: path, size: job.size, tracker: tracker(), neutral: neutral, weights: weights, near: job.face)
        var view = View(
            frameRate: Double(Self.frameRate),
            secondsPerFrame: Self.picture.seconds(Self.megapixels(source.width, source.height)))
        if source.faces > 1, job.face == nil { view.warnings.append(.facesInPicture(source.faces)) }
        if source.face.width < 80 { view.warnings.append(.smallFace) }
        return view
    }

    private func look(atAvatar path: String) throws(PuppetryError) -> View {
        let archive = try AvatarArchive(path: path)
        for frame in [0, archive.index.frames - 1] {
            _ = try archive.picture(frame)
            _ = try archive.landmarks(frame)
        }
        return View(
            frameRate: archive.frameRate,
            secondsPerFrame: Self.avatar.seconds(Self.megapixels(archive.index.width, archive.index.height)))
    }

    private func look(atVideo path: String) throws(PuppetryError) -> View {
        let clip = try FrameSource(path: path, maxSide: AvatarPreparation.maxSide)
        let seen = try ClipPreview(clip, detector: detector(), work: work)
        try seen.checkFace()
        return View(
            frameRate: FramePace(clip).frameRate,
            secondsPerFrame: Self.avatar.seconds(clip.megapixels) + Self.preparing.seconds(clip.megapixels),
            warnings: seen.warnings)
    }
}
