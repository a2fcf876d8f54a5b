import Foundation

/// Turns what a clip's body and face do in a frame into where the figure and its face are.
struct FigureActor {
    private let motion: BodyMotion
    private let puppet: FacePuppet?
    private let driver: Driver?
    private let carriage: HeadCarriage?

    init(_ source: FigureSource, track: ClipTrack, motion: BodyMotion, weights: MouthWeights) {
        self.motion = motion
        puppet = source.face.map { FacePuppet(source: $0.face, weights: weights) }
        driver = track.face
        carriage = track.face.map { HeadCarriage($0, body: motion) }
    }

    /// Without the driver's mouth, at the source's own place.
    func scene(_ index: Int) throws(PuppetryError) -> FigurePainter.Scene {
        let pose = motion.pose(index)
        guard let puppet else { return FigurePainter.Scene(pose: pose) }
        var performance = Performance.still
        let chest = pose.bones[Skeleton.Bone.chest]
        let rest = puppet.source.pose.origin
        var stand = chest(rest) - rest
        if let driver, let carriage {
            performance = try driver.performance(index)
            performance.head = carriage.motion(index, of: performance.head)
        } else {
            // The line of the ears says how the head is held.
            let head = pose.bones[Skeleton.Bone.head]
            stand = head(rest) - rest
            let turn = atan2(head.y.x, head.x.x)
            performance.head.turn = Matrix3(rotationVector: SIMD3(0, 0, turn))
        }
        return FigurePainter.Scene(pose: pose, face: puppet.pose(performance, stand: stand))
    }
}
