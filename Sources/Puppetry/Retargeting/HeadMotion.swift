import Foundation

/// How a head differs from its own rest.
struct HeadMotion: Equatable, Sendable {
    /// From rest to now, about the head's own axes: whoever holds the head low still shakes it about the neck.
    var turn: Matrix3
    /// Size now over size at rest.
    var growth: Double
    /// Movement in the picture, centimetres of the canonical face.
    var shift: SIMD2<Double>

    static let rest = HeadMotion(turn: .identity, growth: 1, shift: .zero)

    /// - Parameter share: 0 is self, 1 is other.
    func mixed(with other: HeadMotion, share: Double) -> HeadMotion {
        HeadMotion(
            turn: (turn * (1 - share) + other.turn * share).nearestRotation,
            growth: growth + (other.growth - growth) * share, shift: shift + (other.shift - shift) * share)
    }
}

/// The head of a clip, frame by frame, relative to its rest in the same scene.
struct HeadTrack: Sendable {
    /// A short gaussian takes the last tremble from the pose; its standard deviation in seconds.
    private static let softness = 0.05
    /// Frames over which the head glides from one scene into the next.
    private static let easing = 6

    let motions: [HeadMotion]

    /// - Parameter poses: one a frame.
    init(poses: [HeadPose<SeenSpace>], times: [Double], scenes: [Range<Int>]) {
        var motions: [HeadMotion] = []
        for scene in scenes where !scene.isEmpty {
            let own = Self.motions(poses: Array(poses[scene]), times: Array(times[scene]))
            guard let before = motions.last else {
                motions = own
                continue
            }
            motions += own.enumerated().map { index, motion in
                guard index < Self.easing else { return motion }
                return before.mixed(with: motion, share: smoothStep(0, Double(Self.easing), Double(index)))
            }
        }
        self.motions = motions
    }

    private static func motions(poses: [HeadPose<SeenSpace>], times: [Double]) -> [HeadMotion] {
        let smooth = smoothed(poses, times)
        let scale = smooth.map(\.scale).median
        let shift = SIMD2(smooth.map(\.shift.x).median, smooth.map(\.shift.y).median)
        let back = rest(smooth).transposed
        return smooth.map { pose in
            HeadMotion(
                turn: back * pose.rotation, growth: pose.scale / scale, shift: (pose.shift.xy - shift) / scale)
        }
    }

    /// The rotation of the frame nearest to the median of the angles.
    private static func rest(_ poses: [HeadPose<SeenSpace>]) -> Matrix3 {
        let angles = poses.map(\.rotation.angles)
        let median = SIMD3(angles.map(\.x).median, angles.map(\.y).median, angles.map(\.z).median)
        let nearest = angles.indices.min { (angles[$0] - median).length < (angles[$1] - median).length }
        return nearest.map { poses[$0].rotation } ?? .identity
    }

    private static func smoothed(_ poses: [HeadPose<SeenSpace>], _ times: [Double]) -> [HeadPose<SeenSpace>] {
        poses.indices.map { index in
            var (weight, scale, shift, rotation) = (0.0, 0.0, SIMD3<Double>.zero, Matrix3.zero)
            func add(_ other: Int) -> Bool {
                let off = (times[other] - times[index]) / softness
                guard abs(off) < 3 else { return false }
                let w = exp(-off * off / 2)
                weight += w
                scale += poses[other].scale * w
                shift += poses[other].shift * w
                rotation = rotation + poses[other].rotation * w
                return true
            }
            for other in index..<poses.count where !add(other) { break }
            for other in stride(from: index - 1, through: 0, by: -1) where !add(other) { break }
            return HeadPose(
                scale: scale / weight, rotation: rotation.nearestRotation, shift: shift / weight)
        }
    }
}
