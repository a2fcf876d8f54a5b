import Foundation

/// A clip's body, frame by frame, without gaps and trembling.
struct BodyTrack: Sendable {
    /// A clip with fewer frames that show a body has none.
    static let leastShare = 0.3
    /// The trembling of joints is shorter than this; a gaussian's standard deviation in seconds.
    private static let softness = 0.05

    let stamps: [Int64]
    let times: [Double]
    /// The frames of each scene.
    let scenes: [Range<Int>]
    /// Share of the frames that showed a body, 0...1.
    let share: Double
    private let joints: [SIMD4<Float>]
    private let seen: [Bool]

    var count: Int { stamps.count }

    func pose(_ index: Int) -> PoseObservation<SeenSpace> {
        PoseObservation<SeenSpace>(joints: Array(joints[(index * Joint.count)..<((index + 1) * Joint.count)]))
    }

    /// Whether the body was seen in the frame or so many frames round it.
    func isSeen(_ index: Int, within frames: Int) -> Bool {
        seen[max(0, index - frames)...min(count - 1, index + frames)].contains(true)
    }

    /// - Parameters:
    ///   - found: a pose a frame, nil where none was seen.
    ///   - timeBase: seconds per tick of the stamps.
    ///   - sceneStarts: first frames of scenes, rising, beginning with 0.
    init(found: [PoseObservation<SeenSpace>?], stamps: [Int64], timeBase: Double, sceneStarts: [Int]) {
        self.stamps = stamps
        times = stamps.map { Double($0) * timeBase }
        scenes = zip(sceneStarts, sceneStarts.dropFirst() + [stamps.count]).map { $0..<$1 }
        seen = found.map { $0 != nil }
        share = stamps.isEmpty ? 0 : Double(seen.filter { $0 }.count) / Double(stamps.count)
        let none = [SIMD4<Float>](repeating: .zero, count: Joint.count)
        var whole = [[SIMD4<Float>]](repeating: none, count: stamps.count)
        for scene in scenes { Self.bridge(scene, found, times, &whole) }
        var joints = [SIMD4<Float>](repeating: .zero, count: stamps.count * Joint.count)
        for joint in 0..<Joint.count {
            let smooth = TimeSeries.smoothed(
                whole.map { $0[joint] }, times: times, sigma: Self.softness, scenes: scenes)
            for (index, value) in smooth.enumerated() { joints[index * Joint.count + joint] = value }
        }
        self.joints = joints
    }

    /// Fills gaps linearly in time; before the first sight and after the last the body stands still.
    private static func bridge(
        _ scene: Range<Int>, _ found: [PoseObservation<SeenSpace>?], _ times: [Double], _ whole: inout [[SIMD4<Float>]]
    ) {
        let seen = scene.filter { found[$0] != nil }
        var next = 0
        for index in scene where !seen.isEmpty {
            while next < seen.count, seen[next] < index { next += 1 }
            let after = seen[min(next, seen.count - 1)]
            let before = next > 0 ? seen[next - 1] : after
            guard let b = found[before]?.joints, let a = found[after]?.joints else { continue }
            let span = times[after] - times[before]
            let t = span > 0 ? Float(((times[index] - times[before]) / span).clamped(0...1)) : 1
            whole[index] = zip(b, a).map { $0 + ($1 - $0) * t }
        }
    }
}
