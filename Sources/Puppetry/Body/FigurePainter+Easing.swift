import Foundation

extension FigurePainter {
    /// How much of a limb's movement is tried, from all of it to none.
    private static let levels: [Float] = [1, 0.8, 0.6, 0.4, 0.2, 0]
    /// More of ``MeshStrain/excess(of:_:)`` is seen as torn.
    static let mostExcess: Float = 0.045
    /// Looks a second; between them a limb moves little.
    private static let looks = 12.0
    /// How softly a limb is held back and let go, a gaussian's standard deviation in seconds.
    private static let softness = 0.15

    /// The same motion with each limb held back wherever the pose would tear it: what moves less is better than what is torn.
    /// - Parameter most: what is not torn yet, see ``excess(_:)``.
    func easing(_ motion: BodyMotion, most: Float = mostExcess) -> BodyMotion {
        let times = motion.track.times
        guard !skeleton.limbs.isEmpty, times.count > 0 else { return motion }
        var ease = skeleton.limbs.map { _ in [Float](repeating: 1, count: times.count) }
        var isHeld = false
        for scene in motion.track.scenes {
            var last = -Double.infinity
            for index in scene where times[index] - last >= 1 / Self.looks {
                last = times[index]
                let held = level(motion, index, most)
                for (limb, level) in held.enumerated() where level < 1 {
                    isHeld = true
                    // Held before and after by as long as it takes to be taken hold of softly.
                    for near in scene where abs(times[near] - last) <= Self.softness + 1 / Self.looks {
                        ease[limb][near] = min(ease[limb][near], level)
                    }
                }
            }
        }
        guard isHeld else { return motion }
        var eased = motion
        eased.ease = ease.map {
            TimeSeries.smoothed($0, times: times, sigma: Self.softness, scenes: motion.track.scenes)
        }
        return eased
    }

    /// How much of each limb's movement can be drawn in a frame.
    private func level(_ motion: BodyMotion, _ index: Int, _ most: Float) -> [Float] {
        var ease = [Float](repeating: 1, count: skeleton.limbs.count)
        for level in Self.levels.dropFirst() {
            let torn = excess(motion.pose(index, ease: ease)).enumerated().filter { $0.element > most }
            guard !torn.isEmpty else { break }
            for limb in torn { ease[limb.offset] = level }
        }
        return ease
    }
}
