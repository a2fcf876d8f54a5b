import Foundation

/// What is known of the driver in one frame.
struct DriverFrame: Sendable {
    var middle: PlanePoint<SeenSpace>
    var slowMiddle: PlanePoint<SeenSpace>
    /// Width of the driver's body, slowly changing, pixels.
    var size: Float
    /// From the scene's median.
    var lean: Float
    var hips: PlanePoint<SeenSpace>
    var slowHips: PlanePoint<SeenSpace>
    /// 0...1.
    var hasHips: Float
    /// Medians of the scene.
    var restMiddle: PlanePoint<SeenSpace>
    var restHips: PlanePoint<SeenSpace>
    /// How far the way through the picture is followed, 0...1.
    var follows: Float
    /// The figure's growth as the driver comes nearer.
    var growth: Float
    /// For each limb of the skeleton: how well each bone is seen, 0...1, and its usual direction.
    var seen: [SIMD4<Float>]
    var restAngles: [SIMD4<Float>]

    /// Ratios of the driver's largest to its smallest size: from the first on it comes nearer instead of moving about in its
    /// picture; from the second on its way through the picture is the camera's perspective alone.
    private static let dolly: (from: Float, to: Float) = (1.15, 1.6)
    /// How far the figure grows and shrinks with a driver that comes nearer: more would show how coarse the picture is.
    private static let growths: ClosedRange<Float> = 0.88...1.25
    /// Standard deviation in seconds of what counts as the camera's or a walk's slow change.
    private static let slow = 0.5
    /// The same for the trunk, whose trembling the eye sees most.
    private static let steady = 0.1

    /// Each of the clip's, in its order.
    static func all(
        of track: BodyTrack, _ poses: [PoseObservation<SeenSpace>], skeleton: Skeleton, limbs: BodyMotion.Limbs
    ) -> [DriverFrame] {
        let sizes = poses.map { pose -> Float in
            let torso = pose.hasHips ? 0.6 * (pose.shoulders - pose.hips).length : 0
            return max(pose.shoulderWidth, torso, 1)
        }
        let times = track.times
        let slowSize = TimeSeries.smoothed(sizes, times: times, sigma: Self.slow, scenes: track.scenes)
        let middles = TimeSeries.smoothed(
            poses.map(\.shoulders.vector), times: times, sigma: Self.steady, scenes: track.scenes)
        let slowMiddle = TimeSeries.smoothed(middles, times: times, sigma: Self.slow, scenes: track.scenes)
        let hips = TimeSeries.smoothed(poses.map(\.hips.vector), times: times, sigma: Self.steady, scenes: track.scenes)
        let leans = TimeSeries.smoothed(
            poses.map { SIMD2(angle: $0.lean) }, times: times, sigma: 1.5 * Self.steady, scenes: track.scenes
        ).map(\.angle)
        let slowHips = TimeSeries.smoothed(hips, times: times, sigma: Self.slow, scenes: track.scenes)
        let hipsSeen = TimeSeries.smoothed(
            poses.map { smoothStep(limbs == .asTurned ? 0.5 : 0.4, 0.7, $0.visibility(Joint.leftHip, Joint.rightHip)) },
            times: times, sigma: 0.3, scenes: track.scenes)
        let seen = skeleton.limbs.map { limb in
            TimeSeries.smoothed(
                poses.map { $0.visibility(of: limb.kind, limbs) }, times: times, sigma: 0.12, scenes: track.scenes)
        }
        var frames: [DriverFrame] = []
        for scene in track.scenes where !scene.isEmpty {
            let own = Array(scene)
            func median(_ values: [SIMD2<Float>]) -> PlanePoint<SeenSpace> {
                PlanePoint(x: own.map { values[$0].x }.median, y: own.map { values[$0].y }.median)
            }
            let sceneSizes = own.map { slowSize[$0] }
            let dolly = sceneSizes.percentile(0.98) / max(sceneSizes.percentile(0.02), 1)
            let medianSize = max(sceneSizes.median, 1)
            let usualLean = Self.meanAngle(own.map { leans[$0] })
            let (restMiddle, restHips) = (median(middles), median(hips))
            let restAngles = skeleton.limbs.map { limb -> SIMD4<Float> in
                var angles = SIMD4<Float>.zero
                for bone in 0..<3 {
                    angles[bone] = Self.meanAngle(own.map { poses[$0].bone(bone, of: limb.kind).angle })
                }
                return angles
            }
            for index in own {
                let growth: Float =
                    dolly > Self.dolly.from
                    ? (slowSize[index] / medianSize).squareRoot().clamped(Self.growths) : 1
                frames.append(
                    DriverFrame(
                        middle: PlanePoint(middles[index]), slowMiddle: PlanePoint(slowMiddle[index]),
                        size: slowSize[index],
                        lean: wrapped(leans[index] - usualLean), hips: PlanePoint(hips[index]),
                        slowHips: PlanePoint(slowHips[index]), hasHips: hipsSeen[index], restMiddle: restMiddle,
                        restHips: restHips, follows: 1 - smoothStep(Self.dolly.from, Self.dolly.to, dolly),
                        growth: growth,
                        seen: seen.map { $0[index] }, restAngles: restAngles))
            }
        }
        return frames
    }

    private static func meanAngle(_ angles: [Float]) -> Float {
        let sum = angles.reduce(SIMD2<Float>.zero) { $0 + SIMD2(angle: $1) }
        return sum.length > 1e-6 ? sum.angle : 0
    }
}
