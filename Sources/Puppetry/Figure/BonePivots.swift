import CPuppetry
import Foundation

extension Skeleton {
    /// The joint in which two bones meet: what both take to the same place.
    func joint(between a: Int, _ b: Int) -> PlanePoint<VideoSpace>? {
        let (first, second) = (min(a, b), max(a, b))
        guard second >= Bone.limbs else {
            return second == Bone.head && first == Bone.chest ? neck : nil
        }
        let (limb, bone) = ((second - Bone.limbs) / 3, (second - Bone.limbs) % 3)
        guard limb < limbs.count else { return nil }
        if bone > 0 { return first == second - 1 ? limbs[limb].joints[bone] : nil }
        return first == (limbs[limb].kind.isArm ? Bone.chest : Bone.pelvis) ? limbs[limb].joints[0] : nil
    }

    /// What a place turns about that several bones move: the joints between them, by how much each pair has to say. A place
    /// of one bone, or of bones that do not meet, is its own pivot.
    func pivot(of share: BoneWeights.Share, at place: PlanePoint<VideoSpace>) -> PlanePoint<VideoSpace> {
        var (sum, weight) = (SIMD2<Float>.zero, Float(0))
        for first in 0..<BoneWeights.Share.size {
            for second in (first + 1)..<BoneWeights.Share.size {
                let both = share.weights[first] * share.weights[second]
                guard both > 1e-4, let joint = joint(between: Int(share.bones[first]), Int(share.bones[second])) else {
                    continue
                }
                sum += joint.vector * both
                weight += both
            }
        }
        return weight > 0 ? PlanePoint(sum / weight) : place
    }
}

extension puppet_bone {
    /// Takes a map apart into a turn and the stretching before it (polar decomposition).
    init(_ map: FigureMove) {
        let (a, b, c, d) = (map.x.x, map.x.y, map.y.x, map.y.y)
        let angle = atan2(c - b, a + d)
        let (cosine, sine) = (cos(angle), sin(angle))
        let f = map.floats
        self.init(
            map: (f[0], f[1], f[2], f[3], f[4], f[5]), turn: (Float(cosine), Float(sine)),
            stretch: (
                Float(cosine * a + sine * c), Float((cosine * b + sine * d - sine * a + cosine * c) / 2),
                Float(cosine * d - sine * b)
            ))
    }
}
