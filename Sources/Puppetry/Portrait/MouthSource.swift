import Media

/// Gives the driver's own mouth for each frame, in order.
final class MouthSource {
    private let clip: FrameSource
    private let driver: Driver
    private let skin: SkinTone
    private var gain = SIMD3<Float>(repeating: 1)
    private var theirs = SIMD3<Float>(repeating: 128)
    private var held: VideoFrame?

    /// - Returns: nil when the driver's mouth nowhere opens wide enough to show anything.
    init?(_ clip: FrameSource, driver: Driver, skin: SkinTone) {
        guard driver.mouthShares.contains(where: { $0 > 0 }) else { return nil }
        self.clip = clip
        self.driver = driver
        self.skin = skin
    }

    /// - Returns: nil when the clip has fewer frames than it had before.
    func mouth(_ index: Int) throws(PuppetryError) -> DriverMouth? {
        guard let frame = try clip.next() else { return nil }
        held = frame
        return try mouth(index, in: frame)
    }

    /// Passes over a frame that was drawn before.
    func skip(_ index: Int) throws(PuppetryError) {
        guard let frame = try clip.next() else { return }
        try skip(index, in: frame)
        clip.reuse(frame)
    }

    /// Passes over a frame that the caller has read.
    func skip(_ index: Int, in frame: VideoFrame) throws(PuppetryError) {
        if driver.track.sceneStarts.contains(index) { _ = try mouth(index, in: frame) }
    }

    /// The mouth of a frame that the caller has read.
    func mouth(_ index: Int, in frame: VideoFrame) throws(PuppetryError) -> DriverMouth {
        let landmarks = try driver.track.rawFrame(index).landmarks
        if driver.track.sceneStarts.contains(index) {
            let tone = SkinTone(of: landmarks, in: frame.picture)
            (gain, theirs) = (skin.gain(from: tone), tone.colour)
        }
        return DriverMouth(
            picture: frame.picture, landmarks: landmarks, gain: gain, skin: theirs, share: driver.mouthShares[index])
    }

    /// The mouth that ``mouth(_:)`` gave last has been drawn.
    func release() {
        if let held { clip.reuse(held) }
        held = nil
    }
}
