import Foundation

extension Skeleton {
    /// Bones for whatever has an outline: a drawing, a mascot, a cut-out thing.
    /// - Parameters:
    ///   - mask: over the whole picture, of any size.
    ///   - size: of the video.
    ///   - leastLimbs: with fewer the figure is refused.
    /// - Returns: nil when there is no outline, or it has too few limbs.
    init?(outline mask: Plane, in size: SIMD2<Float>, leastLimbs: Int) {
        let height = SilhouettePaths.height
        let width = max(8, mask.width * height / mask.height)
        guard let found = SilhouettePaths(mask.resized(width: width, height: height)) else { return nil }
        let scale = size / SIMD2(Float(width), Float(height))
        let parts = OutlineParts(found)
        var limbs: [Limb] = []
        for (kind, path) in parts.limbs.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            limbs.append(Limb(kind: kind, joints: Self.joints(of: path, found).map { PlanePoint($0 * scale) }))
        }
        guard limbs.count >= leastLimbs else { return nil }
        let radius = found.trunkRadius
        func root(_ kind: Limb.Kind, else other: SIMD2<Float>) -> PlanePoint<VideoSpace> {
            limbs.first { $0.kind == kind }?.joints[0] ?? PlanePoint(other * scale)
        }
        let trunk = found.trunk
        shoulders = (
            root(.leftArm, else: trunk + SIMD2(0.7, -0.6) * radius),
            root(.rightArm, else: trunk + SIMD2(-0.7, -0.6) * radius)
        )
        hips = (
            root(.leftLeg, else: trunk + SIMD2(0.5, 0.8) * radius),
            root(.rightLeg, else: trunk + SIMD2(-0.5, 0.8) * radius)
        )
        hasHips = true
        self.limbs = limbs
        let top = parts.head.map { $0[$0.count * 3 / 4] } ?? SIMD2(trunk.x, (found.low.y + trunk.y) / 2)
        headCentre = PlanePoint(top * scale)
        self.width = max((shoulders.left - shoulders.right).length, 1.5 * radius * scale.x, 8)
    }

    /// Root where the limb leaves the trunk, middle, wrist, tip.
    private static func joints(of path: [SIMD2<Float>], _ found: SilhouettePaths) -> [SIMD2<Float>] {
        let last = path.count - 1
        let thin = path.firstIndex { found.thickness(at: $0) < 0.62 * found.trunkRadius } ?? last / 3
        let root = min(thin, last * 6 / 10)
        func at(_ share: Float) -> SIMD2<Float> { path[root + Int(Float(last - root) * share)] }
        return [path[root], at(0.5), at(0.85), path[last]]
    }
}

/// Which end of an outline is what.
private struct OutlineParts {
    var head: [SIMD2<Float>]?
    var limbs: [Skeleton.Limb.Kind: [SIMD2<Float>]] = [:]

    init(_ found: SilhouettePaths) {
        let (trunk, size) = (found.trunk, found.high - found.low)
        var rest = found.paths
        func take(_ index: Int?) -> [SIMD2<Float>]? { index.map { rest.remove(at: $0) } }
        func tip(_ path: [SIMD2<Float>]) -> SIMD2<Float> { path[path.count - 1] }
        // The head is the highest end near the middle.
        let above = rest.indices.filter {
            tip(rest[$0]).y < trunk.y - 0.2 * size.y && abs(tip(rest[$0]).x - trunk.x) < 0.22 * size.x
        }
        head = take(above.min { tip(rest[$0]).y < tip(rest[$1]).y })
        // Feet are the two lowest ends.
        let below = rest.indices.filter { tip(rest[$0]).y > trunk.y + 0.22 * size.y }
            .sorted { tip(rest[$0]).y > tip(rest[$1]).y }.prefix(2)
        let feet = below.map { rest[$0] }.sorted { tip($0).x < tip($1).x }
        for index in below.sorted(by: >) { rest.remove(at: index) }
        if feet.count == 2 {
            limbs[.rightLeg] = feet[0]
            limbs[.leftLeg] = feet[1]
        } else if let foot = feet.first {
            limbs[tip(foot).x < trunk.x ? .rightLeg : .leftLeg] = foot
        }
        // Hands are the outermost of what is left.
        let left = rest.indices.filter { tip(rest[$0]).x < trunk.x }.min { tip(rest[$0]).x < tip(rest[$1]).x }
        let right = rest.indices.filter { tip(rest[$0]).x >= trunk.x }.max { tip(rest[$0]).x < tip(rest[$1]).x }
        if let left { limbs[.rightArm] = rest[left] }
        if let right { limbs[.leftArm] = rest[right] }
    }
}
