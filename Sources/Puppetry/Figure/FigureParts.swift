import CPuppetry
import Foundation
import Media

/// A figure taken apart: limbs that lie against the body in the picture and must leave it without taking it along. Each is
/// a cut-out of its own; what an arm hides of the body is made up from what is round it.
struct FigureParts {
    /// Longer side of the map the parts are told apart in.
    private static let side: Float = 360

    /// The picture with the arms taken off the body.
    let body: Picture
    /// Of the body without them, and of each limb that was taken off; all of the picture's size.
    let bodyMask: Plane
    let limbMasks: [Int: Plane]

    /// - Parameters:
    ///   - picture, mask: of one size, over the whole video.
    ///   - size: of the video.
    init(of picture: Picture, mask: Plane, skeleton: Skeleton, size: SIMD2<Float>) {
        let limbs = Set(skeleton.limbs.indices)
        let guide = Plane(lumaOf: picture)
        let map = BoneMap(
            skeleton, limbs: limbs, mask: mask, low: .zero, high: size, side: Self.side,
            colours: Plane.colours(of: picture))
        let scale = SIMD2(Float(picture.width), Float(picture.height)) / size
        let soft = max(1, Int((0.05 * skeleton.width * scale.x).rounded()))
        var rest = mask
        var masks: [Int: Plane] = [:]
        var hidden = Plane(width: mask.width, height: mask.height)
        var roots = hidden
        for (number, limb) in skeleton.limbs.enumerated() where limb.kind.isArm {
            var part = map.plane(of: skeleton.bones(of: number)).resized(width: mask.width, height: mask.height)
            part.keepLargeParts(leastShare: 0.3)
            part.follow(guide, radius: soft, epsilon: 1e-3)
            let root = RootDisc(limb, unit: skeleton.width, scale: scale)
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
        let under = Self.outline(of: skeleton, scale: scale, width: mask.width, height: mask.height)
        // Where a body goes on at both sides of an arm it goes on behind it.
        for at in rest.values.indices { rest.values[at] *= 1 - hidden.values[at] }
        var closed = rest
        let reach = Int((0.25 * skeleton.width * scale.x).rounded())
        closed.spread(radius: reach)
        closed.spread(radius: -reach)
        closed.blur(sigma: 1)
        body = Self.filled(picture, seen: rest, hidden: hidden, roots: roots, margin: soft)
        for at in rest.values.indices where hidden.values[at] > 0 {
            rest.values[at] += mask.values[at] * hidden.values[at] * max(under.values[at], closed.values[at])
        }
        bodyMask = rest
        limbMasks = masks
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
                    limb.joints[bone] * scale, limb.joints[bone + 1] * scale,
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
        let result = Picture(width: picture.width, height: picture.height)
        result.bytes.update(from: picture.bytes, count: picture.rowBytes * picture.height)
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

/// The place where an arm hangs on the body: there both keep the picture.
private struct RootDisc {
    private let centre: SIMD2<Float>
    private let radius: Float

    init(_ limb: Skeleton.Limb, unit: Float, scale: SIMD2<Float>) {
        centre = limb.joints[0] * scale
        radius = limb.kind.radii[0] * unit * scale.x
    }

    /// 1 at the root, 0 away from it.
    func nearness(_ x: Int, _ y: Int) -> Float {
        let (dx, dy) = (Float(x) + 0.5 - centre.x, Float(y) + 0.5 - centre.y)
        guard abs(dx) < 1.1 * radius, abs(dy) < 1.1 * radius else { return 0 }
        return 1 - smoothStep(0.5, 1.1, (dx * dx + dy * dy).squareRoot() / radius)
    }
}
