import Media

/// A frame of a clip and the body in it.
struct PosedFrame: Sendable {
    let frame: VideoFrame
    let pose: PoseObservation<SeenSpace>?
    /// Where the person is looked for in the next frame.
    let next: Region?
    /// Which pixels are the person's, where it was asked for.
    let mask: Plane?
    let isCut: Bool
}

/// Follows the body through a clip on a thread of its own, a few frames ahead of whoever follows the face.
final class PosedFrames {
    private let frames: Stage<PosedFrame, Void>

    /// - Parameters:
    ///   - clip: read by nobody else from now on.
    ///   - people: used by nobody else until the last frame has been taken.
    ///   - maskShrink: pixels of the frame for one of the mask; nil wants no masks.
    ///   - seen: has seen the frames before.
    init(_ clip: FrameSource, people: PoseTracker, maskShrink: Int?, cuts seen: CutDetector) {
        frames = Stage("pose", capacity: 3) { (channel) throws(PuppetryError) in
            var cuts = seen
            while let frame = try clip.next() {
                let isCut = cuts.isCut(frame.picture)
                if isCut { people.forget() }
                let pose = try people.pose(in: frame.picture)
                var mask: Plane?
                if pose != nil, let shrink = maskShrink {
                    let (w, h) = (frame.picture.width / shrink, frame.picture.height / shrink)
                    mask = try people.mask(
                        width: w, height: h,
                        scale: SIMD2(
                            Double(frame.picture.width) / Double(w), Double(frame.picture.height) / Double(h)))
                }
                let posed = PosedFrame(frame: frame, pose: pose, next: people.region, mask: mask, isCut: isCut)
                guard channel.send(posed) else { break }
            }
        }
    }

    /// The next frame, or nil at the end.
    func next() throws(PuppetryError) -> PosedFrame? { try frames.next() }
}
