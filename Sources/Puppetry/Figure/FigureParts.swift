import CPuppetry
import Foundation
import Media

/// A figure taken apart: limbs that lie against the body or each other in the picture and must leave without taking that
/// along. Each is a cut-out of its own; what an arm hides of the body is made up from what is round it.
struct FigureParts {
    /// One cut-out: a picture, and where in it the part is.
    struct Part {
        let picture: Picture
        let mask: Plane
    }

    /// Longer side of the map the parts are told apart in.
    private static let side: Float = 360
    /// How far, in thighs, a leg continues under what it hangs from.
    private static let overlap: Float = 0.12

    /// The body without the parts that were taken off, whole behind the arms.
    let body: Part
    /// By the numbers of the limbs that were taken off; a leg's is what is below a hem, or the crotch.
    let limbs: [Int: Part]

    /// - Parameters:
    ///   - picture, mask: of one size, over the whole video.
    ///   - size: of the video.
    init(of picture: Picture, mask: Plane, skeleton: Skeleton, size: SIMD2<Float>) {
        let scale = SIMD2(Float(picture.width), Float(picture.height)) / size
        var arms = Arms(width: mask.width, height: mask.height)
        let map = BoneMap(
            skeleton, limbs: Set(skeleton.limbs.indices), mask: mask, low: PlanePoint(.zero), high: PlanePoint(size),
            side: Self.side,
            colours: Plane.colours(of: picture))
        let guide = Plane(lumaOf: picture)
        let soft = max(1, Int((0.05 * skeleton.width * scale.x).rounded()))
        for (number, limb) in skeleton.limbs.enumerated() where limb.kind.isArm {
            var part = map.plane(of: skeleton.bones(of: number)).resized(width: mask.width, height: mask.height)
            part.keepLargeParts(leastShare: 0.3)
            part.follow(guide, radius: soft, epsilon: 1e-3)
            arms.add(number, part, root: RootDisc(limb, unit: skeleton.width, scale: scale), mask: mask)
        }
        let under = Self.outline(of: skeleton, scale: scale, width: mask.width, height: mask.height)
        // Where a body continues at both sides of an arm it continues behind it.
        var rest = mask
        for at in rest.values.indices { rest.values[at] *= 1 - arms.hidden.values[at] }
        var closed = rest
        let reach = Int((0.25 * skeleton.width * scale.x).rounded())
        closed.spread(radius: reach)
        closed.spread(radius: -reach)
        closed.blur(sigma: 1)
        let whole = Self.filled(picture, seen: rest, hidden: arms.hidden, roots: arms.roots, margin: soft)
        for at in rest.values.indices where arms.hidden.values[at] > 0 {
            rest.values[at] += mask.values[at] * arms.hidden.values[at] * max(under.values[at], closed.values[at])
        }
        var limbs = arms.masks.mapValues { Part(picture: picture, mask: $0) }
        for (number, leg) in Self.legs(of: whole, mask: &rest, skeleton: skeleton, size: size, soft: soft) {
            limbs[number] = Part(picture: whole, mask: leg)
        }
        body = Part(picture: whole, mask: rest)
        self.limbs = limbs
    }

    /// The legs' own parts, which are taken out of the mask.
    private static func legs(
        of picture: Picture, mask: inout Plane, skeleton: Skeleton, size: SIMD2<Float>, soft: Int
    ) -> [Int: Plane] {
        let scale = SIMD2(Float(picture.width), Float(picture.height)) / size
        let colours = Plane.colours(of: picture)
        guard let split = LegSplit(skeleton, mask: mask, colours: colours, scale: scale) else { return [:] }
        let numbers = skeleton.limbs.indices.filter { !skeleton.limbs[$0].kind.isArm }
        let map = BoneMap(
            skeleton, limbs: Set(numbers), mask: mask, low: PlanePoint(.zero), high: PlanePoint(size), side: side,
            colours: colours)
        let guide = Plane(lumaOf: picture)
        let whole = mask
        var legs: [Int: Plane] = [:]
        for (leg, number) in numbers.enumerated() {
            var part = map.plane(of: skeleton.bones(of: number)).resized(width: mask.width, height: mask.height)
            part.follow(guide, radius: soft, epsilon: 1e-3)
            for y in 0..<mask.height {
                for x in 0..<mask.width {
                    let at = y * mask.width + x
                    guard part.values[at] > 0.25, whole.values[at] > 0 else {
                        part.values[at] = 0
                        continue
                    }
                    let own = smoothStep(0.25, 0.75, part.values[at])
                    let height = split.height(of: SIMD2(Float(x), Float(y)) + 0.5, leg: leg) - split.height
                    part.values[at] = whole.values[at] * own * smoothStep(-overlap, 0, height)
                    mask.values[at] -= whole.values[at] * own * smoothStep(0, overlap, height)
                }
            }
            legs[number] = part
        }
        mask.apply { max($0, 0) }
        return legs
    }

    /// How far trunk and legs reach where arms hide them.
    private static func outline(of skeleton: Skeleton, scale: SIMD2<Float>, width: Int, height: Int) -> Plane {
        let unit = skeleton.width * scale.x
        let (shoulders, hips) = (skeleton.shoulders, skeleton.hips)
        let (across, hipAcross) = (shoulders.left - shoulders.right, hips.left - hips.right)
        let trunk = [
            shoulders.left - across * 0.06, shoulders.right + across * 0.06,
            hips.right - hipAcross * 0.18, hips.left + hipAcross * 0.18,
        ].flatMap { [$0.x * scale.x, $0.y * scale.y] }
        var plane = Plane(width: width, height: height)
        var crossings = [Float](repeating: 0, count: trunk.count)
        puppet_polygon_coverage(trunk, 4, &plane.values, Int32(width), Int32(height), 0, 0, &crossings)
        let legs = skeleton.limbs.filter { !$0.kind.isArm }.flatMap { limb in
            (0..<2).map { bone in
                puppet_capsule(
                    PlanePoint<SeenSpace>(limb.joints[bone].vector * scale),
                    PlanePoint(limb.joints[bone + 1].vector * scale),
                    radius: 0.75 * limb.kind.radii[bone] * unit)
            }
        }
        var distance = Plane(width: width, height: height)
        puppet_capsule_distance(legs, Int32(legs.count), &distance.values, Int32(width), Int32(height))
        for at in plane.values.indices where distance.values[at] < 1 { plane.values[at] = 1 }
        plane.blur(sigma: max(1, 0.03 * unit))
        return plane
    }

    private static func filled(_ picture: Picture, seen: Plane, hidden: Plane, roots: Plane, margin: Int) -> Picture {
        let result = picture.copy()
        var covered = hidden.spreading(radius: margin)
        var known = seen
        for at in known.values.indices {
            known.values[at] = known.values[at] > 0.9 && covered.values[at] < 0.1 ? 1 : 0
        }
        var colours = ColourPlane(picture, weight: known)
        colours.fill()
        for at in covered.values.indices { covered.values[at] *= 1 - roots.values[at] }
        colours.lay(onto: result, share: covered)
        return result
    }
}

/// What the arms of a figure are and what they hide.
private struct Arms {
    var masks: [Int: Plane] = [:]
    /// What is not seen of the body, 0...1.
    var hidden: Plane
    /// Where arms hang on the body, 0...1.
    var roots: Plane

    init(width: Int, height: Int) {
        hidden = Plane(width: width, height: height)
        roots = hidden
    }

    mutating func add(_ number: Int, _ found: Plane, root: RootDisc, mask: Plane) {
        var part = found
        for y in 0..<mask.height {
            for x in 0..<mask.width {
                let at = y * mask.width + x
                let near = root.nearness(x, y)
                guard part.values[at] > 0.25 || near > 0 else {
                    part.values[at] = 0
                    continue
                }
                let own = smoothStep(0.25, 0.75, part.values[at])
                hidden.values[at] = max(hidden.values[at], own * (1 - near))
                roots.values[at] = max(roots.values[at], near)
                part.values[at] = max(own, near) * mask.values[at]
            }
        }
        masks[number] = part
    }
}

/// The place where an arm hangs on the body: there both keep the picture.
private struct RootDisc {
    private let centre: SIMD2<Float>
    private let radius: Float

    init(_ limb: Skeleton.Limb, unit: Float, scale: SIMD2<Float>) {
        centre = limb.joints[0].vector * scale
        radius = limb.kind.radii[0] * unit * scale.x
    }

    /// 1 at the root, 0 away from it.
    func nearness(_ x: Int, _ y: Int) -> Float {
        let (dx, dy) = (Float(x) + 0.5 - centre.x, Float(y) + 0.5 - centre.y)
        guard abs(dx) < 1.1 * radius, abs(dy) < 1.1 * radius else { return 0 }
        return 1 - smoothStep(0.5, 1.1, (dx * dx + dy * dy).squareRoot() / radius)
    }
}
