import CPuppetry
import Foundation

/// Which bone moves which part of the figure. Every place belongs to the bone that is nearest within the figure, measured
/// in thicknesses of the bones: a hand beside a hip does not stick to it. The borders are soft, like skin.
struct BoneWeights: Sendable {
    /// Longer side of the plane the borders are looked for in.
    private static let side: Float = 200
    /// Going round outside of the figure is this much farther.
    private static let outside: Float = 8
    /// Softness of the borders, shares of the body's width.
    private static let softness: Float = 0.075

    private let planes: [Plane]
    /// Pixels of the planes for one of the video.
    private let scale: SIMD2<Float>
    private let origin: SIMD2<Float>
    private let skeleton: Skeleton

    /// Four bones and their weights, which add up to 1.
    struct Share: Equatable, Sendable {
        static let size = Int(puppet_bones_per_node)

        var bones: [UInt16]
        var weights: [Float]
    }

    /// - Parameters:
    ///   - mask: of the figure, over the rectangle from `low` to `high` in pixels of the video.
    init(_ skeleton: Skeleton, mask: Plane, low: SIMD2<Float>, high: SIMD2<Float>) {
        self.skeleton = skeleton
        let size = high - low
        let shrink = min(Self.side / size.max(), 1)
        let width = max(2, Int((size.x * shrink).rounded()))
        let height = max(2, Int((size.y * shrink).rounded()))
        let scale = SIMD2(Float(width), Float(height)) / size
        self.scale = scale
        origin = low
        let small = mask.resized(width: width, height: height)
        let unit = skeleton.width * scale.x
        var territory = Territory(small, outsideCost: Self.outside)
        for seed in Self.seeds(skeleton) {
            territory.settle(
                bone: seed.bone, radius: max(seed.radius * unit, 0.5),
                line: seed.line.map { ($0 - low) * scale })
        }
        territory.settle(
            bone: Skeleton.Bone.chest, radius: max(0.22 * unit, 0.5),
            area: Self.torso(skeleton).map { ($0 - low) * scale })
        let owners = territory.owners()
        planes = (0..<skeleton.boneCount).map { bone in
            var plane = Plane(width: width, height: height)
            for index in owners.indices where owners[index] == bone { plane.values[index] = 1 }
            plane.blur(sigma: Self.softness * unit)
            return plane
        }
    }

    private struct Seed {
        let bone: Int
        /// Shares of the body's width.
        let radius: Float
        let line: [SIMD2<Float>]
    }

    private static func seeds(_ skeleton: Skeleton) -> [Seed] {
        var seeds: [Seed] = []
        for (index, limb) in skeleton.limbs.enumerated() {
            let radii = limb.kind.radii
            for bone in 0..<3 {
                var (from, to) = (limb.joints[bone], limb.joints[bone + 1])
                // The root of a limb lies within the torso and belongs to it.
                if bone == 0 { from += (to - from) * 0.3 }
                if bone == 2 { to = from + (to - from) * 1.1 }
                seeds.append(Seed(bone: Skeleton.Bone.limbs + 3 * index + bone, radius: radii[bone], line: [from, to]))
            }
        }
        let head = skeleton.headCentre
        let neck = skeleton.shoulderMiddle
        let up = (head - neck) / max((head - neck).length, 1e-3)
        seeds.append(
            Seed(
                bone: Skeleton.Bone.head, radius: 0.32,
                line: [head - up * (0.1 * skeleton.width), head + up * (0.35 * skeleton.width)]))
        return seeds
    }

    /// A little within shoulders and hips.
    private static func torso(_ skeleton: Skeleton) -> [SIMD2<Float>] {
        let corners = [skeleton.shoulders.left, skeleton.shoulders.right, skeleton.hips.right, skeleton.hips.left]
        let middle = corners.reduce(.zero, +) / 4
        return corners.map { middle + ($0 - middle) * 0.8 }
    }

    /// - Parameter followsFace: whether something else moves the head, which then only goes with the chest.
    func share(at point: SIMD2<Float>, followsFace: Bool) -> Share {
        let place = (point - origin) * scale
        var weights = planes.map { $0.sampled(place) }
        if followsFace {
            weights[Skeleton.Bone.chest] += weights[Skeleton.Bone.head]
            weights[Skeleton.Bone.head] = 0
        }
        let (top, bottom) = (skeleton.shoulderMiddle, skeleton.hipMiddle)
        let down = bottom - top
        let low = smoothStep(0.05, 0.95, ((point - top) * down).sum() / max((down * down).sum(), 1e-3))
        let torso = weights[Skeleton.Bone.chest]
        weights[Skeleton.Bone.chest] = torso * (1 - low)
        weights[Skeleton.Bone.pelvis] = torso * low
        let best = weights.indices.sorted { weights[$0] > weights[$1] }.prefix(Share.size)
        let sum = best.reduce(0) { $0 + weights[$1] }
        guard sum > 1e-6 else { return Share(bones: [0, 0, 0, 0], weights: [1, 0, 0, 0]) }
        // A figure without limbs has fewer bones than a share.
        let padding = Share.size - best.count
        return Share(
            bones: best.map { UInt16($0) } + [UInt16](repeating: 0, count: padding),
            weights: best.map { weights[$0] / sum } + [Float](repeating: 0, count: padding))
    }
}
