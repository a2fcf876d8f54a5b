import Foundation

/// Which bone each place of a figure belongs to: the one that is nearest within the figure, measured in thicknesses of the
/// bones, so that a hand beside a hip does not stick to it.
struct BoneMap: Sendable {
    /// Going round outside of the figure is this much farther.
    private static let outside: Float = 8
    /// This part of a hand is sure; beyond, its colours must be no farther than this from those before.
    private static let (surely, alike): (Float, Float) = (0.35, 0.16)

    private let width: Int
    private let height: Int
    /// A bone for each place, by rows; the chest where nothing is known.
    private let owners: [Int]
    /// Places of the map for one pixel of the video.
    let scale: SIMD2<Float>
    private let origin: PlanePoint<VideoSpace>

    /// - Parameters:
    ///   - limbs: numbers of the limbs that own anything; the others' places go to whoever is nearest.
    ///   - mask: of the figure, over the rectangle from `low` to `high` in pixels of the video.
    ///   - side: of the map, the longer one.
    ///   - colours: red, green and blue, 0...1, over the same rectangle: parts end where these change.
    init(
        _ skeleton: Skeleton, limbs: Set<Int>, mask: Plane, low: PlanePoint<VideoSpace>, high: PlanePoint<VideoSpace>,
        side: Float,
        colours: [Plane] = []
    ) {
        let size = high - low
        let shrink = min(side / size.max(), 1)
        width = max(2, Int((size.x * shrink).rounded()))
        height = max(2, Int((size.y * shrink).rounded()))
        let scale = SIMD2(Float(width), Float(height)) / size
        self.scale = scale
        origin = low
        let unit = skeleton.width * scale.x
        let small = Self.colours(colours, width: width, height: height)
        var territory = Territory(
            mask.resized(width: width, height: height), outsideCost: Self.outside, colours: small)
        for seed in Self.seeds(skeleton, limbs: limbs) {
            var line = seed.line.map { ($0 - low) * scale }
            if seed.isGuess, let small {
                line[1] = Self.end(
                    of: line,
                    outside: Self.samples(of: skeleton).map { ($0 - low) * scale }
                        .filter { $0.distance(toSegment: line[0], line[1]) > seed.radius * unit },
                    in: small, width: width, height: height)
            }
            territory.settle(bone: seed.bone, radius: max(seed.radius * unit, 0.5), line: line)
        }
        for thigh in Self.thighs(skeleton) {
            territory.settle(
                bone: Skeleton.Bone.chest, radius: max(Skeleton.Limb.Kind.leftLeg.radii[0] * unit, 0.5),
                line: thigh.map { ($0 - low) * scale })
        }
        territory.settle(
            bone: Skeleton.Bone.chest, radius: max(0.22 * unit, 0.5),
            area: Self.torso(skeleton).map { ($0 - low) * scale })
        owners = territory.owners()
    }

    /// Where a point of the video lies in the map.
    func place(_ point: PlanePoint<VideoSpace>) -> SIMD2<Float> { (point - origin) * scale }

    /// 1 where the bone is one of these.
    func plane(of bones: Range<Int>) -> Plane {
        var plane = Plane(width: width, height: height)
        for index in owners.indices where bones.contains(owners[index]) { plane.values[index] = 1 }
        return plane
    }

    private static func colours(_ planes: [Plane], width: Int, height: Int) -> [SIMD3<Float>]? {
        guard planes.count == 3 else { return nil }
        let small = planes.map { $0.resized(width: width, height: height) }
        return small[0].values.indices.map {
            SIMD3(small[0].values[$0], small[1].values[$0], small[2].values[$0])
        }
    }

    /// How far a hand really goes the way its knuckles were seen: not to where the body's colours begin.
    private static func end(
        of line: [SIMD2<Float>], outside body: [SIMD2<Float>], in colours: [SIMD3<Float>], width: Int, height: Int
    ) -> SIMD2<Float> {
        func colour(_ point: SIMD2<Float>) -> SIMD3<Float> {
            let x = Int(point.x).clamped(0...(width - 1))
            return colours[Int(point.y).clamped(0...(height - 1)) * width + x]
        }
        func at(_ share: Float) -> SIMD2<Float> { line[0] + (line[1] - line[0]) * share }
        let hand = stride(from: Float(0.05), through: surely, by: 0.05).map { colour(at($0)) }
        let trunk = body.map(colour)
        let last = stride(from: surely, through: 1, by: 0.05).prefix { share in
            let here = colour(at(share))
            func distance(_ known: [SIMD3<Float>]) -> Float { known.map { ($0 - here).length }.min() ?? .infinity }
            return distance(hand) < alike || distance(trunk) > alike / 2
        }.last
        return at(last ?? surely)
    }

    /// Places on trunk and legs.
    private static func samples(of skeleton: Skeleton) -> [PlanePoint<VideoSpace>] {
        let corners = torso(skeleton)
        let across = stride(from: Float(0.1), through: 0.9, by: 0.2)
        let trunk = across.flatMap { x -> [PlanePoint<VideoSpace>] in
            let (top, bottom) = (
                corners[0] + (corners[1] - corners[0]) * x, corners[3] + (corners[2] - corners[3]) * x
            )
            return across.map { top + (bottom - top) * $0 }
        }
        let legs = skeleton.limbs.filter { !$0.kind.isArm }.flatMap { limb -> [PlanePoint<VideoSpace>] in
            stride(from: Float(0.1), through: 1, by: 0.15).map { limb.joints[0] + limb.bone(0) * $0 }
        }
        return trunk + legs
    }

    private struct Seed {
        let bone: Int
        /// Whether it may continue beyond what is there.
        var isGuess = false
        /// Shares of the body's width.
        let radius: Float
        let line: [PlanePoint<VideoSpace>]
    }

    private static func seeds(_ skeleton: Skeleton, limbs: Set<Int>) -> [Seed] {
        var seeds: [Seed] = []
        for (index, limb) in skeleton.limbs.enumerated() where limbs.contains(index) {
            let radii = limb.kind.radii
            for bone in 0..<3 {
                var (from, to) = (limb.joints[bone], limb.joints[bone + 1])
                // The root of a limb lies within the torso and belongs to it.
                if bone == 0 { from += (to - from) * 0.3 }
                if bone == 2 { to = from + (to - from) * 1.1 }
                seeds.append(
                    Seed(
                        bone: skeleton.bone(bone, of: index), isGuess: bone == 2 && limb.kind.isArm,
                        radius: radii[bone], line: [from, to]))
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

    /// Legs that are no limbs of their own continue with the trunk: a hand beside one must not take it along.
    private static func thighs(_ skeleton: Skeleton) -> [[PlanePoint<VideoSpace>]] {
        guard skeleton.hasHips, skeleton.limbs.allSatisfy({ $0.kind.isArm }) else { return [] }
        let down = (skeleton.hipMiddle - skeleton.shoulderMiddle) * 0.8
        return [skeleton.hips.left, skeleton.hips.right].map { [$0, $0 + down] }
    }

    /// A little within shoulders and hips.
    private static func torso(_ skeleton: Skeleton) -> [PlanePoint<VideoSpace>] {
        let corners = [skeleton.shoulders.left, skeleton.shoulders.right, skeleton.hips.right, skeleton.hips.left]
        let middle = PlanePoint.mean(corners)
        return corners.map { middle + ($0 - middle) * 0.8 }
    }
}
