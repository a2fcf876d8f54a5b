import Foundation

/// What drives: the face of a clip, understood as movement away from its own neutral expression and rest.
struct Driver: Sendable {
    /// Beyond this turn to the side the far half of the face is a guess, and the last expression is kept.
    private static let turnedAway = 60.0 * .pi / 180
    /// Pixels between the lips of a mouth that speaks, between which there is something to see in it [eye].
    private static let clearMouth: (from: Float, to: Float) = (4, 9)
    /// Frames the neutral expression is the median of, at most.
    private static let mostNeutralFrames = 120

    let track: FaceTrack
    let poses: [HeadPose<SeenSpace>]
    private let head: HeadTrack
    /// Canonical landmarks of the clip's most neutral moments.
    let neutral: CanonicalFace
    private let openEyes: SIMD2<Float>
    private let restingGaze: SIMD2<Float>
    /// For each frame, the one its expression is taken from.
    private let expressionFrame: [Int]
    /// For each frame, how much of the inside of this driver's mouth is worth showing, 0...1: one value for a scene, as teeth
    /// that are another's whenever the mouth opens wider would be seen to change.
    let mouthShares: [Float]

    init(_ track: FaceTrack, face: NeutralFace) throws(PuppetryError) {
        self.track = track
        var (poses, mouths, gazes): ([HeadPose<SeenSpace>], [Float], [SIMD2<Float>]) = ([], [], [])
        var openness: [SIMD2<Float>] = []
        var gaps: [Float] = []
        for index in 0..<track.count {
            let frame = try track.frame(index)
            let pose = HeadPose(of: frame.landmarks, neutral: face.points)
            let canonical = pose.canonical(frame.landmarks)
            poses.append(pose)
            mouths.append(Mouth.openness(canonical))
            openness.append(frame.openness)
            gazes.append(Self.gaze(frame, pose))
            gaps.append(Mouth.gap(canonical) * Float(pose.scale))
        }
        self.poses = poses
        mouthShares = Self.mouthShares(gaps, scenes: track.scenes)
        head = HeadTrack(poses: poses, times: track.times, scenes: track.scenes)
        let open = SIMD2(openness.map(\.x).percentile(0.75), openness.map(\.y).percentile(0.75))
        openEyes = open
        restingGaze = SIMD2(gazes.map(\.x).median, gazes.map(\.y).median)
        var last = 0
        expressionFrame = poses.indices.map { index in
            if abs(poses[index].rotation.angles.x) <= Self.turnedAway { last = index }
            return last
        }
        let calm = Self.calmest(mouths: mouths, openness: openness, open: open)
        neutral = try Self.median(of: calm, track: track, poses: poses)
    }

    /// The frames with the mouth most closed and the eyes as open as usual.
    private static func calmest(mouths: [Float], openness: [SIMD2<Float>], open: SIMD2<Float>) -> [Int] {
        func deviation(_ values: [Float]) -> Float { max(values.standardDeviation, 1e-4) }
        let mouth = deviation(mouths)
        let eyes = SIMD2(deviation(openness.map(\.x)), deviation(openness.map(\.y)))
        let unrest = mouths.indices.map { index -> Float in
            let off = (openness[index] - open) / eyes
            return mouths[index] / mouth + abs(off.x) + abs(off.y)
        }
        let wanted = max(3, mouths.count / 12).clamped(1...mostNeutralFrames)
        return Array(unrest.indices.sorted { unrest[$0] < unrest[$1] }.prefix(wanted))
    }

    private static func median(
        of frames: [Int], track: FaceTrack, poses: [HeadPose<SeenSpace>]
    ) throws(PuppetryError) -> CanonicalFace {
        var faces: [CanonicalFace] = []
        for index in frames { faces.append(poses[index].canonical(try track.frame(index).landmarks)) }
        return CanonicalFace(
            (0..<Landmark.count).map { point in
                DeepPoint(
                    SIMD3(
                        faces.map { $0[point].x }.median, faces.map { $0[point].y }.median,
                        faces.map { $0[point].z }.median))
            })
    }

    /// What the face does in a frame.
    func performance(_ index: Int) throws(PuppetryError) -> Performance {
        let frame = try track.frame(index)
        let shown = expressionFrame[index]
        let expressive = shown == index ? frame : try track.frame(shown)
        let canonical = poses[shown].canonical(expressive.landmarks)
        let expression = zip(canonical, neutral).map { now, rest -> SIMD3<Float> in
            let off = now - rest
            // Depth of landmarks is half a guess.
            return SIMD3(off.x, off.y, off.z / 2)
        }
        let closed = SIMD2<Float>(repeating: 0.08)
        let usual = pointwiseMax(openEyes, SIMD2(repeating: 0.16)) - closed
        let gaze = Self.gaze(expressive, poses[shown]) - restingGaze
        return Performance(
            head: head.motions[index], expression: expression,
            extraGap: max(0, Mouth.gap(canonical) - Mouth.gap(neutral)),
            eyes: EyePair.openness((expressive.openness - closed) / usual, yaw: poses[shown].rotation.angles.x)
                .clamped(lowerBound: SIMD2(repeating: 0), upperBound: SIMD2(repeating: 1.3)), gaze: gaze)
    }

    private static func gaze(_ frame: FaceObservation, _ pose: HeadPose<SeenSpace>) -> SIMD2<Float> {
        EyePair.shared(frame.gaze.lowHalf, frame.gaze.highHalf, yaw: pose.rotation.angles.x)
    }

    private static func mouthShares(_ gaps: [Float], scenes: [Range<Int>]) -> [Float] {
        var shares = [Float](repeating: 0, count: gaps.count)
        for scene in scenes where !scene.isEmpty {
            let wide = Array(gaps[scene]).percentile(0.95)
            for index in scene { shares[index] = smoothStep(clearMouth.from, clearMouth.to, wide) }
        }
        return shares
    }
}

/// A moment of acting, free of whose face it is.
struct Performance: Equatable, Sendable {
    var head: HeadMotion
    /// Movement of each landmark from the neutral face, canonical.
    var expression: [SIMD3<Float>]
    /// How much farther than at rest the mouth is open, centimetres.
    var extraGap: Float
    /// Eye A and B: 0 closed, 1 as open as usual, up to 1.3.
    var eyes: SIMD2<Float>
    /// Away from the usual gaze, shares of the eye's width.
    var gaze: SIMD2<Float>

    /// Nothing moves.
    static let still = Performance(
        head: .rest, expression: [SIMD3<Float>](repeating: .zero, count: Landmark.count), extraGap: 0,
        eyes: SIMD2(1, 1), gaze: .zero)
}
