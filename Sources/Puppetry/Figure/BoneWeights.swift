import CPuppetry
import Foundation

/// Which bones move which part of the figure: every place mostly its own, with borders soft like skin.
struct BoneWeights: Sendable {
    /// Longer side of the plane the borders are looked for in.
    private static let side: Float = 200
    /// Softness of the borders, shares of the body's width.
    private static let softness: Float = 0.075

    private let map: BoneMap
    private let planes: [Plane]
    private let skeleton: Skeleton

    /// Four bones and their weights, which add up to 1.
    struct Share: Equatable, Sendable {
        static let size = Int(puppet_bones_per_node)

        var bones: [UInt16]
        var weights: [Float]

        /// The heaviest of some weights, one a bone.
        init(_ all: [Float]) {
            let best = all.indices.sorted { all[$0] > all[$1] }.prefix(Self.size)
            let sum = best.reduce(0) { $0 + all[$1] }
            guard sum > 1e-6 else {
                (bones, weights) = ([0, 0, 0, 0], [1, 0, 0, 0])
                return
            }
            // A figure without limbs has fewer bones than a share.
            let padding = Self.size - best.count
            bones = best.map { UInt16($0) } + [UInt16](repeating: 0, count: padding)
            weights = best.map { all[$0] / sum } + [Float](repeating: 0, count: padding)
        }

        /// How far the bones of these numbers move the place, 0...1.
        func weight(of range: Range<Int>) -> Float {
            zip(bones, weights).reduce(0) { range.contains(Int($1.0)) ? $0 + $1.1 : $0 }
        }
    }

    /// - Parameters:
    ///   - limbs: numbers of the limbs that are part of this cut-out.
    ///   - mask: of the cut-out, over the rectangle from `low` to `high` in pixels of the video.
    init(_ skeleton: Skeleton, limbs: Set<Int>, mask: Plane, low: PlanePoint<VideoSpace>, high: PlanePoint<VideoSpace>)
    {
        self.skeleton = skeleton
        let map = BoneMap(skeleton, limbs: limbs, mask: mask, low: low, high: high, side: Self.side)
        self.map = map
        planes = (0..<skeleton.boneCount).map { bone in
            var plane = map.plane(of: bone..<(bone + 1))
            plane.blur(sigma: Self.softness * skeleton.width * map.scale.x)
            return plane
        }
    }

    /// - Parameter followsFace: whether something else moves the head, which then only goes with the chest.
    func share(at point: PlanePoint<VideoSpace>, followsFace: Bool) -> Share {
        let place = map.place(point)
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
        return Share(weights)
    }
}

/// Which bones move a limb that has been taken off the body: its own three, and at its root what it hangs on.
struct LimbWeights: Sendable {
    /// Along its first bone, how far what it hangs on takes it along.
    private static let (armRoot, legRoot): (ClosedRange<Float>, ClosedRange<Float>) = (-0.05...0.45, -0.25...0.2)

    private let skeleton: Skeleton
    private let number: Int

    init(_ skeleton: Skeleton, limb number: Int) {
        self.skeleton = skeleton
        self.number = number
    }

    func share(at point: PlanePoint<VideoSpace>) -> BoneWeights.Share {
        let limb = skeleton.limbs[number]
        var weights = [Float](repeating: 0, count: skeleton.boneCount)
        for bone in 0..<3 {
            let radius = limb.kind.radii[bone] * skeleton.width
            let off = point.distance(toSegment: limb.joints[bone], limb.joints[bone + 1]) / radius + 0.12
            weights[skeleton.bone(bone, of: number)] = 1 / (off * off * off * off)
        }
        let upper = limb.bone(0)
        let along = ((point - limb.joints[0]) * upper).sum() / max((upper * upper).sum(), 1e-3)
        let own = weights[skeleton.bone(0, of: number)]
        let root = limb.kind.isArm ? Self.armRoot : Self.legRoot
        let rooted = own * (1 - smoothStep(root.lowerBound, root.upperBound, along))
        weights[skeleton.bone(0, of: number)] = own - rooted
        weights[limb.kind.isArm ? Skeleton.Bone.chest : Skeleton.Bone.pelvis] = rooted
        return BoneWeights.Share(weights)
    }
}
