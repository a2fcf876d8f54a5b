import Foundation

/// How a clip's head is carried by its body: its movement and size relative to the shoulders, frame by frame.
struct HeadCarriage: Sendable {
    /// Sigma in seconds: landmarks tremble from frame to frame, nods last longer [eye].
    private static let softness = 0.05
    /// Sigma in seconds: what changes more slowly is a body that comes nearer, as for the size of bodies in `Mix`.
    private static let slow = 0.5

    private let motions: [(shift: SIMD2<Double>, growth: Double)]

    /// - Parameters:
    ///   - driver: the face of the same frames as the motion's body.
    init(_ driver: Driver, body: BodyMotion) {
        let track = body.track
        let scales = TimeSeries.smoothed(
            driver.poses.map { Float($0.scale) }, times: track.times, sigma: Self.softness, scenes: track.scenes)
        let slowScales = TimeSeries.smoothed(scales, times: track.times, sigma: Self.slow, scenes: track.scenes)
        let offsets = driver.poses.indices.map { index -> SIMD2<Float> in
            (PlanePoint(driver.poses[index].origin) - body.driverMiddle(index)) / max(slowScales[index], 1e-3)
        }
        let smooth = TimeSeries.smoothed(offsets, times: track.times, sigma: Self.softness, scenes: track.scenes)
        var motions: [(shift: SIMD2<Double>, growth: Double)] = []
        for scene in track.scenes {
            let rest = SIMD2(scene.map { smooth[$0].x }.median, scene.map { smooth[$0].y }.median)
            motions += scene.map { index in
                (SIMD2<Double>(smooth[index] - rest), Double(scales[index] / max(slowScales[index], 1e-3)))
            }
        }
        self.motions = motions
    }

    /// The head's motion with what the body does taken out.
    func motion(_ index: Int, of head: HeadMotion) -> HeadMotion {
        HeadMotion(turn: head.turn, growth: motions[index].growth, shift: motions[index].shift)
    }
}
