import Foundation
import Media

extension FigureEngine {
    /// Seconds of the clip that are shown before the work.
    private static let moments = [0.0, 0.5, 1.0]
    /// Longest side of the clip then.
    private static let maxSide = 640

    /// Shows the first second of a job before it is done: what is tracked in the clip, and what comes of it.
    /// - Parameters:
    ///   - path: of the JPEG that is written.
    ///   - making: the work itself, on a clip of a few pictures.
    /// - Returns: how many moments are shown.
    package func preview(
        _ job: AnimationJob, to path: String, making: (AnimationJob) throws(PuppetryError) -> FigureResult
    ) throws(PuppetryError) -> Int {
        work.begin()
        var quick = job
        (quick.clip, quick.output) = (job.folder + "/moments.mp4", job.folder + "/stills.mp4")
        (quick.size, quick.isMarked, quick.checkpoint) = (.standard, true, nil)
        let sights = try sights(in: job.clip, writing: quick.clip)
        let result = try making(quick)
        let sheet = PreviewSheet(sights: sights, showsLimbs: result.path != .face)
        do { try sheet.write(clip: quick.clip, result: quick.output, to: path) } catch { throw .output(error) }
        return sights.count
    }

    /// Looks at the first second, and writes what was looked at.
    private func sights(in clip: String, writing path: String) throws(PuppetryError) -> [PreviewSheet.Sight] {
        let reader: VideoReader
        do { reader = try VideoReader(path: clip, maxSide: Self.maxSide, threads: 2) } catch { throw .driver(error) }
        let writer: MovieWriter
        do {
            writer = try MovieWriter(
                path: path, width: reader.width, height: reader.height, timeBase: reader.timeBase, frameRate: 2,
                audioFrom: nil, metadata: [:])
        } catch { throw .output(error) }
        people.forget()
        portrait.tracker.forget()
        let tick = Double(reader.timeBase.num) / Double(max(1, reader.timeBase.den))
        var sights: [PreviewSheet.Sight] = []
        while sights.count < Self.moments.count, let frame = try Self.next(of: reader) {
            try work.checkCancelled()
            guard Double(frame.pts) * tick >= Self.moments[sights.count] - 0.5 / reader.frameRate else { continue }
            sights.append(try sight(in: frame.picture, isFirst: sights.isEmpty))
            do { try writer.append(frame.picture, pts: frame.pts) } catch { throw .output(error) }
        }
        guard !sights.isEmpty else { throw .driver(.noFrames) }
        do { _ = try writer.finish() } catch { throw .output(error) }
        return sights
    }

    private static func next(of reader: VideoReader) throws(PuppetryError) -> VideoFrame? {
        do { return try reader.next() } catch { throw .driver(error) }
    }

    private func sight(in picture: Picture, isFirst: Bool) throws(PuppetryError) -> PreviewSheet.Sight {
        let size = SIMD2(Float(picture.width), Float(picture.height))
        let pose = try people.pose(in: picture)
        let face = try portrait.tracker.landmarks(in: picture, thorough: isFirst)
        return PreviewSheet.Sight(
            joints: pose?.joints.map { joint in
                (at: SIMD2(joint.x, joint.y) / size, isSeen: joint.w > PoseObservation<SeenSpace>.guessed)
            } ?? [],
            face: face?.map { SIMD2($0.vector.x, $0.vector.y) / size } ?? [])
    }
}
