import Foundation
import Media

/// Whether an arm can be cut off the body it lies against. A black sleeve before a black coat has no edge: wherever it is
/// cut, pieces of one stay with the other, and holes open as the arm moves.
struct ArmContrast {
    /// Colours across an edge differ by at least this, of the way from black to white.
    private static let least: Float = 0.13
    /// An arm without an edge along more of its length than this stays with the body.
    private static let mostUnclear: Float = 0.35
    /// How far from the middle of an arm its edge is looked for, in its thickness, and in what steps.
    private static let (from, to, step): (Float, Float, Float) = (0.4, 2.2, 0.1)
    /// What is compared lies this far apart, in the arm's thickness: finer than that is cloth.
    private static let width: Float = 0.5

    private let colours: [Plane]
    private let mask: Plane
    private let skeleton: Skeleton
    /// Pixels of the picture for one of the video.
    private let scale: SIMD2<Float>

    /// - Parameters:
    ///   - picture, mask: of one size, over the whole video.
    ///   - size: of the video.
    init(of picture: Picture, mask: Plane, skeleton: Skeleton, size: SIMD2<Float>) {
        scale = SIMD2(Float(picture.width), Float(picture.height)) / size
        let blur = 0.02 * skeleton.width * scale.x
        colours = Plane.colours(of: picture).map { $0.blurred(sigma: blur) }
        self.mask = mask
        self.skeleton = skeleton
    }

    /// The skeleton with those arms alone that can be cut off.
    var clear: Skeleton {
        skeleton.keeping { !$0.kind.isArm || unclear($0) <= Self.mostUnclear }
    }

    /// Share of an arm, from the upper arm's first third to the wrist, that touches the body without an edge, 0...1.
    func unclear(_ limb: Skeleton.Limb) -> Float {
        var (found, all) = (0, 0)
        for (bone, start) in [(0, Float(0.35)), (1, 0.1)] {
            for share in stride(from: start, through: 1, by: 0.1) {
                all += 1
                if isUnclear(limb, bone, share) { found += 1 }
            }
        }
        return Float(found) / Float(max(all, 1))
    }

    private func isUnclear(_ limb: Skeleton.Limb, _ bone: Int, _ share: Float) -> Bool {
        let along = limb.bone(bone)
        let place = limb.joints[bone] + along * share
        let unit = limb.kind.radii[bone] * skeleton.width
        // From the arm towards the body's axis, which continues between the legs.
        let axis = skeleton.hipMiddle - skeleton.shoulderMiddle
        let height = (((place - skeleton.shoulderMiddle) * axis).sum() / max((axis * axis).sum(), 1)).clamped(0...2)
        let inwards = skeleton.shoulderMiddle + axis * height - place
        var across = SIMD2(-along.y, along.x) / max(along.length, 1e-3)
        if (across * inwards).sum() < 0 { across = -across }
        func at(_ off: Float) -> SIMD2<Float> { (place + across * (off * unit)).vector * scale }
        var most: Float = 0
        for off in stride(from: Self.from, through: Self.to, by: Self.step) {
            if mask.sampled(at(off)) < 0.5 { return false }
            most = max(most, (colour(at(off + Self.width / 2)) - colour(at(off - Self.width / 2))).length)
        }
        return most < Self.least
    }

    private func colour(_ point: SIMD2<Float>) -> SIMD3<Float> {
        SIMD3(colours[0].sampled(point), colours[1].sampled(point), colours[2].sampled(point))
    }
}

extension Skeleton {
    /// The same body with some of its limbs; the others stay with the trunk.
    func keeping(_ isKept: (Limb) -> Bool) -> Skeleton {
        Skeleton(
            shoulders: shoulders, hips: hips, hasHips: hasHips, limbs: limbs.filter(isKept), headCentre: headCentre,
            width: width)
    }
}
