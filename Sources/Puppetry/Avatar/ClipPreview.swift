import Foundation
import Media

/// What a short look at a clip shows: a few frames a second until it ends or time is up.
struct ClipPreview {
    /// Seconds of looking, and of the clip that are looked at in any case.
    private static let time = (looking: 0.8, seen: 2.0)

    /// Share of the frames looked at that show a face, 0...1.
    private(set) var share = 0.0
    /// Frames read.
    private(set) var frames = 0
    /// Most faces at once.
    private(set) var people = 0
    /// Whether the clip was read to its end.
    private(set) var isWhole = true
    private let frameRate: Double

    init(_ clip: FrameSource, detector: FaceDetector, work: WorkReport) throws(PuppetryError) {
        frameRate = clip.frameRate
        let start = ProcessInfo.processInfo.systemUptime
        let step = max(1, Int(clip.frameRate / 5))
        var (looked, shown) = (0, 0)
        while let frame = try clip.next() {
            defer { clip.reuse(frame) }
            try work.checkCancelled()
            frames += 1
            guard (frames - 1) % step == 0 else { continue }
            let faces = try detector.faces(in: frame.picture, thorough: false).count
            looked += 1
            shown += faces > 0 ? 1 : 0
            people = max(people, faces)
            let isTimeUp = ProcessInfo.processInfo.systemUptime - start > Self.time.looking
            if isTimeUp, Double(frames) > Self.time.seen * frameRate {
                isWhole = false
                break
            }
        }
        guard frames > 0 else { throw .driver(.noFrames) }
        share = Double(shown) / Double(looked)
    }

    /// Refuses a clip of which all was seen and which will not do.
    func checkFace() throws(PuppetryError) {
        guard isWhole else { return }
        guard share >= InputLimits.avatarFaces else { throw .avatar(.noFace(share: share)) }
        let seconds = Double(frames) / frameRate
        guard seconds >= InputLimits.avatarSeconds else { throw .avatar(.tooShort(seconds: seconds)) }
    }

    var warnings: [Remark] {
        var warnings: [Remark] = []
        if share < InputLimits.avatarFaces { warnings.append(.faceSeldom(share: share, frames: frames)) }
        if people > 1 { warnings.append(.facesInClip(people)) }
        return warnings
    }
}
