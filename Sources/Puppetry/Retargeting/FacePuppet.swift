import Foundation

/// Makes the source face act: from a performance to where its 468 points go.
struct FacePuppet: Sendable {
    /// Turns beyond this are softened: there is no hidden side to show.
    private static let turnLimit = 50.0 * .pi / 180
    /// A source mouth opens wider than the driver's by this, as small faces are read too mildly.
    private static let mouthGain: Float = 0.35

    /// What lies between a face and an edge of the picture may be drawn out by this share: beyond, it looks torn.
    private static let mostDrawnOut = 0.6

    /// Eyes look as far aside as the driver's, and a little farther: tracking reads small movements too mildly. Up and down
    /// most of it is the lids'.
    private static let gazeGain = SIMD2<Float>(1.1, 0.75)

    let source: SourceFace
    let weights: MouthWeights
    /// Size of the picture whose edges hold what is beside the face; nil where none does.
    var frame: SIMD2<Double>?

    /// - Parameter stand: how far the body has moved the head's place, pixels; nil for a head on its own, which may then
    ///   move farther by itself.
    func pose(_ performance: Performance, stand: SIMD2<Double>? = nil) -> FacePose {
        var face = source.closed
        for point in face.indices { face[point] += performance.expression[point] }
        moveMouth(&face, performance)
        for (side, eye) in EyeNumbers.both.enumerated() { moveLids(&face, eye, performance, performance.eyes[side]) }
        Mouth.uncross(&face)

        let head = head(performance.head, stand: stand)
        return FacePose(
            head: head, points: face.mapped { head($0) }, rigid: source.canonical.mapped { head($0) },
            closedMouth: (
                head(source.closed[Landmark.leftLipCorner]).xy, head(source.closed[Landmark.upperLip]).xy,
                head(source.closed[Landmark.rightLipCorner]).xy
            ),
            gaze: performance.gaze * Self.gazeGain,
            shut: SIMD2(Self.shut(performance.eyes.x), Self.shut(performance.eyes.y)))
    }

    /// How far the lids have closed, 0...1, when so much of the eye is open.
    private static func shut(_ open: Float) -> Float { open < 1 ? min(1, 1.35 * (1 - open)) : 0 }

    private func moveMouth(_ face: inout CanonicalFace, _ performance: Performance) {
        let extra = Self.mouthGain * performance.extraGap
        guard extra > 0 else { return }
        for point in face.indices {
            // A jaw opens a mouth, the upper lip hardly.
            face[point].y += extra * (0.85 * weights.jaw[point] - 0.15 * weights.upperLip[point])
        }
    }

    /// The lids follow the tracked openness, which is far surer than the landmarks of the lids; those only add what both
    /// lids do together.
    private func moveLids(_ face: inout CanonicalFace, _ eye: EyeNumbers, _ performance: Performance, _ open: Float) {
        let rest = source.closed
        let close = Self.shut(open)
        let widen = max(0, open - 1)
        for place in eye.upper.indices {
            let (upper, lower) = (eye.upper[place], eye.lower[place])
            var together: SIMD3<Float> = (performance.expression[upper] + performance.expression[lower]) / 2
            together.y *= 0.6  // mostly the brow's pull on uncertain landmarks
            let full = rest[lower] - rest[upper]
            let before = face[upper]
            face[upper] = rest[upper] + full * (0.95 * close - 0.45 * widen) + together
            face[lower] = rest[lower] - full * (0.08 * close) + together
            let extra = face[upper] - before
            face[eye.fold[place]] += extra * 0.7
            if (1...5).contains(place) { face[eye.underBrow[place - 1]] += extra * 0.25 }
        }
    }

    private func head(_ motion: HeadMotion, stand: SIMD2<Double>?) -> HeadPose<VideoSpace> {
        let rest = source.pose
        // Beyond half a face's width the neck would be drawn out; on a body the neck is a joint of its own.
        let limit = (stand == nil ? 0.45 : 0.25) * Double(source.width)
        let moved = withinRoom(softened(motion.shift * rest.scale, limit: limit)) + (stand ?? .zero)
        return HeadPose(
            scale: rest.scale * motion.growth.clamped(0.8...1.25),
            rotation: rest.rotation * motion.turn.softened(limit: Self.turnLimit),
            shift: rest.shift + SIMD3(moved, 0))
    }

    /// Nothing is known beyond the picture's edges: the nearer one is, the less the face may go away from it.
    private func withinRoom(_ shift: SIMD2<Double>) -> SIMD2<Double> {
        guard let frame else { return shift }
        let (low, high) = source.landmarks.bounds
        func limited(_ shift: Double, behind: Double, before: Double) -> Double {
            let limit = max(1, Self.mostDrawnOut * (shift > 0 ? behind : before))
            return limit * tanh(shift / limit)
        }
        return SIMD2(
            limited(shift.x, behind: Double(low.x), before: frame.x - Double(high.x)),
            limited(shift.y, behind: Double(low.y), before: frame.y - Double(high.y)))
    }
}

/// Where everything of the source face is in one frame, pixels.
struct FacePose: Sendable {
    let head: HeadPose<VideoSpace>
    let points: Landmarks<VideoSpace>
    /// The source's own face, only moved with the head: what the points differ from it is expression.
    let rigid: Landmarks<VideoSpace>
    /// Left corner, upper lip and right corner as they would be with the mouth closed: where teeth hang from.
    let closedMouth: (left: PlanePoint<VideoSpace>, upperLip: PlanePoint<VideoSpace>, right: PlanePoint<VideoSpace>)
    /// How far the irises move, shares of the eye's width.
    let gaze: SIMD2<Float>
    /// How far the lids of eye A and B have closed, 0...1.
    var shut = SIMD2<Float>.zero
}

extension FacePose {
    /// How far the lips are from where the picture has them, pixels.
    var lipMovement: Float { Landmark.innerLips.map { (points[$0].xy - rigid[$0].xy).length }.mean }

    /// The same face in a picture that is `scale` times as large and lies at `shift`.
    func placed(scale: Double, shift: SIMD2<Double>) -> FacePose {
        let (k, to) = (Float(scale), SIMD2<Float>(shift))
        func place(_ p: DeepPoint<VideoSpace>) -> DeepPoint<VideoSpace> { DeepPoint(p.vector * k + SIMD3(to, 0)) }
        func place(_ p: PlanePoint<VideoSpace>) -> PlanePoint<VideoSpace> { PlanePoint(p.vector * k + to) }
        return FacePose(
            head: HeadPose(
                scale: head.scale * scale, rotation: head.rotation,
                shift: head.shift * scale + SIMD3(shift.x, shift.y, 0)),
            points: points.mapped(place), rigid: rigid.mapped(place),
            closedMouth: (place(closedMouth.left), place(closedMouth.upperLip), place(closedMouth.right)),
            gaze: gaze, shut: shut)
    }
}
