import Foundation

/// Holds feet where they stand. A driver's standing foot stands in its own picture; the figure has other legs and another
/// trunk, so that its foot would slide over the ground as the hips sway. While the driver's foot stands, the figure's is
/// held at one place of the picture, by turning and stretching the leg a little.
struct FootPins: Sendable {
    /// Where an ankle is to be in one frame, in the skeleton's own frame.
    struct Pin: Sendable {
        var place: PlanePoint<VideoSpace>
        /// 0...1.
        var weight: Float

        /// More than this is no correction; radians, and factors of the leg's length.
        private static let mostTurn: Float = 0.35
        private static let stretches: ClosedRange<Float> = 0.8...1.2

        /// What brings the ankle there.
        /// - Parameters:
        ///   - leg: from the hip to the ankle.
        ///   - hip: where the leg begins.
        func change(of leg: SIMD2<Float>, from hip: PlanePoint<VideoSpace>) -> (turn: Float, stretch: Float) {
            let wanted = leg + (place - hip - leg) * weight
            guard leg.length > 1, wanted.length > 1 else { return (0, 1) }
            return (
                wrapped(wanted.angle - leg.angle).clamped(-Self.mostTurn...Self.mostTurn),
                (wanted.length / leg.length).clamped(Self.stretches)
            )
        }
    }

    /// Slower than so many widths of the body a second is standing.
    private static let stillSpeed: Float = 0.4
    /// A foot that crept so many widths of the body away stands elsewhere.
    private static let farthestCreep: Float = 0.15
    /// A step is taken in less; seconds.
    private static let leastStand = 0.2
    /// How softly a foot is taken hold of, led from stand to stand and let go, a gaussian's standard deviation in seconds.
    private static let softness = 0.06

    /// For each limb that is a leg, its pins frame by frame.
    private var pins: [Int: [Pin]] = [:]

    init() {}

    /// - Parameter motion: without pins yet.
    init(of motion: BodyMotion) {
        for (number, limb) in motion.skeleton.limbs.enumerated() where !limb.kind.isArm && !limb.isCut {
            let stands = motion.track.scenes.map { Self.stands(limb.kind, in: motion, $0) }
            if stands.contains(where: { !$0.isEmpty }) { pins[number] = Self.pins(number, limb, motion, stands) }
        }
    }

    func pin(_ limb: Int, _ index: Int) -> Pin? {
        guard let pin = pins[limb]?[index], pin.weight > 0.01 else { return nil }
        return pin
    }

    /// The frames of a scene in which the driver's foot stands, stretch by stretch.
    private static func stands(
        _ kind: Skeleton.Limb.Kind, in motion: BodyMotion, _ scene: Range<Int>
    ) -> [Range<Int>] {
        let (track, ankle) = (motion.track, kind.driverJoints[2])
        var stands: [Range<Int>] = []
        var first: Int?
        func end(before index: Int) {
            if let start = first, track.times[index - 1] - track.times[start] >= leastStand {
                stands.append(start..<index)
            }
            first = nil
        }
        for index in scene {
            let (before, after) = (max(index - 1, scene.lowerBound), min(index + 1, scene.upperBound - 1))
            let time = Float(track.times[after] - track.times[before])
            let place = track.pose(index).place(ankle)
            let way = (track.pose(after).place(ankle) - track.pose(before).place(ankle)).length
            let isSeen = track.pose(index).joints[ankle].w > PoseObservation<SeenSpace>.guessed
            let isStill = isSeen && time > 0 && way <= stillSpeed * time * motion.bodySize(index)
            if let start = first {
                let crept = (place - track.pose(start).place(ankle)).length
                if !isStill || crept > farthestCreep * motion.bodySize(index) { end(before: index) }
            }
            if isStill, first == nil { first = index }
        }
        end(before: scene.upperBound)
        return stands
    }

    private static func pins(
        _ number: Int, _ limb: Skeleton.Limb, _ motion: BodyMotion, _ stands: [[Range<Int>]]
    ) -> [Pin] {
        let (scenes, times) = (motion.track.scenes, motion.track.times)
        var places = [SIMD2<Float>](repeating: .zero, count: times.count)
        var held = [Float](repeating: 0, count: times.count)
        for (scene, stands) in zip(scenes, stands) {
            for (order, stand) in stands.enumerated() {
                let ankles = stand.map { index -> PlanePoint<VideoSpace> in
                    let bone = motion.pose(index).bones[Skeleton.Bone.limbs + 3 * number + 1]
                    return motion.onCanvas(bone(limb.joints[2]), index)
                }
                let place = SIMD2(ankles.map(\.x).median, ankles.map(\.y).median)
                // Before and after, the foot is led there and let go: each stand reaches halfway to its neighbours.
                let from = order > 0 ? (stands[order - 1].upperBound + stand.lowerBound) / 2 : scene.lowerBound
                let to =
                    order + 1 < stands.count
                    ? (stand.upperBound + stands[order + 1].lowerBound) / 2 : scene.upperBound
                for index in from..<to { places[index] = place }
                for index in stand { held[index] = 1 }
            }
        }
        let led = TimeSeries.smoothed(places, times: times, sigma: softness, scenes: scenes)
        let weights = TimeSeries.smoothed(held, times: times, sigma: softness, scenes: scenes)
        return times.indices.map { Pin(place: motion.offCanvas(PlanePoint(led[$0]), $0), weight: weights[$0]) }
    }
}

extension BodyMotion {
    /// Where a place of the skeleton's own frame is in the result.
    fileprivate func onCanvas(_ place: PlanePoint<VideoSpace>, _ index: Int) -> PlanePoint<VideoSpace> {
        let placing = placing(index)
        return PlanePoint(place.vector * placing.scale + placing.shift)
    }

    fileprivate func offCanvas(_ place: PlanePoint<VideoSpace>, _ index: Int) -> PlanePoint<VideoSpace> {
        let placing = placing(index)
        return PlanePoint((place.vector - placing.shift) / max(placing.scale, 1e-3))
    }
}
