import CPuppetry
import Media

/// The teeth a smiling source shows. They are its own and hang from the skull: while the lips move they stay with the
/// head, and the lips cover or bare them. Lips, tongue and darkness of the picture do not come along.
struct SourceTeeth: Sendable {
    /// Gaps of the source's lips, centimetres, between which its mouth counts as showing teeth.
    private static let opening: (from: Float, to: Float) = (0.45, 0.75)
    /// How far down from the upper lip a row of teeth reaches at most, shares of the mouth's width.
    private static let length: (from: Float, to: Float) = (0.19, 0.25)
    /// Movements of the lips, shares of the mouth's width, between which the mouth stops being the picture's own.
    private static let moved: (from: Float, to: Float) = (0.01, 0.05)
    /// Between teeth, shares of the mouth's width.
    private static let gap: Float = 0.03
    /// Shares of the opening that are teeth, between which the picture counts as showing them.
    private static let enough: (from: Float, to: Float) = (0.15, 0.35)

    /// 0...1: how much these are to be seen instead of painted ones.
    let share: Float
    private let triangles: [UInt16]
    private let whole: SourceTexture
    /// Of the landmarks, in the texture.
    private let corners: [TexturePoint]
    /// The teeth cut out, colours multiplied by opacity, and where they lie in the texture.
    private let cut: Picture
    private let origin: SIMD2<Float>
    private let strength: Float
    private static let upperLip = Set(Landmark.innerUpperLip)

    /// - Parameters:
    ///   - triangles: of the mouth's opening.
    ///   - tone: the source's skin.
    /// - Returns: nil when the source's mouth is closed or shows no teeth.
    init?(_ source: SourceFace, triangles: [UInt16], texture: SourceTexture, tone: SkinTone) {
        let strength = smoothStep(Self.opening.from, Self.opening.to, Mouth.gap(source.canonical))
        guard strength > 0 else { return nil }
        let corners = source.landmarks.map { texture.place($0.xy) }
        guard let cut = Cut(corners.map(\.vector), texture: texture.picture, tone: tone, strength: strength) else {
            return nil
        }
        let share = strength * smoothStep(Self.enough.from, Self.enough.to, cut.teeth)
        guard share > 0 else { return nil }
        self.share = share
        self.strength = strength
        self.triangles = triangles
        self.corners = corners
        whole = texture
        (self.cut, origin) = (cut.picture, cut.origin)
    }

    /// - Parameters:
    ///   - left, top: the patch's corner in the video.
    func draw(_ pose: FacePose, onto patch: puppet_picture, left: Float, top: Float) {
        let across = pose.rigid[Landmark.rightLipCorner].xy - pose.rigid[Landmark.leftLipCorner].xy
        let down = SIMD2(-across.y, across.x) / max(across.length, 1e-3)
        let teeth = corners.indices.map { index in
            var point = pose.rigid[index].xy
            if Self.upperLip.contains(index) {
                // A lip drawn up bares what the picture does not have: the teeth reach up to it, and a pixel under it.
                let bared = ((pose.points[index].xy - point) * down).sum()
                point += down * (min(bared, 0) - 1)
            }
            // The cut-out is a texture of its own.
            let place = corners[index] - origin
            return puppet_vertex(at: PlanePoint(x: point.x - left, y: point.y - top), shows: place)
        }
        let (count, triangleCount) = (Int32(teeth.count), Int32(triangles.count / 3))
        puppet_draw_figure(patch, 0, patch.height, cut.view, teeth, count, triangles, triangleCount)
        let still = strength * (1 - smoothStep(Self.moved.from, Self.moved.to, pose.lipMovement / across.length))
        guard still > 0 else { return }
        let mouth = corners.indices.map { index in
            puppet_vertex(
                at: PlanePoint(x: pose.points[index].x - left, y: pose.points[index].y - top), shows: corners[index],
                alpha: still)
        }
        puppet_draw_triangles(patch, 0, patch.height, whole.picture.view, mouth, count, triangles, triangleCount, true)
    }

    /// The box round the opening with all but its teeth transparent.
    private struct Cut {
        /// Pixels round the opening, so that the box does not cut its soft edge off.
        private static let rim = 3
        let picture: Picture
        let origin: SIMD2<Float>
        /// Share of the opening.
        let teeth: Float

        /// - Parameter corners: the landmarks in the texture.
        init?(_ corners: [SIMD2<Float>], texture: Picture, tone: SkinTone, strength: Float) {
            let lips = Landmark.innerLips.map { corners[$0] }
            let low = lips.reduce(lips[0]) { pointwiseMin($0, $1) }
            let high = lips.reduce(lips[0]) { pointwiseMax($0, $1) }
            let limit = SIMD2(Float(texture.width), Float(texture.height))
            guard low.min() >= 0, (limit - high).min() >= 0, (high - low).min() >= 1 else { return nil }
            let (left, top) = (max(0, Int(low.x) - Self.rim), max(0, Int(low.y) - Self.rim))
            let width = min(texture.width, Int(high.x) + 1 + Self.rim) - left
            let height = min(texture.height, Int(high.y) + 1 + Self.rim) - top
            let (first, last) = (corners[Landmark.leftLipCorner], corners[Landmark.rightLipCorner])
            let mouth = max((last - first).length, 1)
            let across = (last - first) / mouth
            let upper = corners[Landmark.upperLip]
            var opacity = [Float](repeating: 0, count: width * height)
            for y in 0..<height {
                for x in 0..<width {
                    let at = texture.bytes + (top + y) * texture.rowBytes + 4 * (left + x)
                    let off = SIMD2(Float(left + x), Float(top + y)) + 0.5 - upper
                    let down = (off.y * across.x - off.x * across.y) / mouth
                    opacity[y * width + x] =
                        SourceTeeth.likeness(SIMD3(Float(at[0]), Float(at[1]), Float(at[2])), tone)
                        * (1 - smoothStep(SourceTeeth.length.from, SourceTeeth.length.to, down))
                }
            }
            // The shade between two teeth belongs to the row.
            var scratch = [Float](repeating: 0, count: max(width * height, 512))
            let radius = Int32(max(1, (SourceTeeth.gap * mouth).rounded()))
            for _ in 0..<2 { puppet_box_blur(&opacity, &scratch, Int32(width), Int32(height), radius) }
            opacity = opacity.map { smoothStep(0.15, 0.45, $0) }
            let picture = Picture(width: width, height: height)
            for y in 0..<height {
                for x in 0..<width {
                    let from = texture.bytes + (top + y) * texture.rowBytes + 4 * (left + x)
                    let to = picture.bytes + y * picture.rowBytes + 4 * x
                    let alpha = opacity[y * width + x] * strength
                    for c in 0..<3 { to[c] = UInt8((Float(from[c]) * alpha).rounded()) }
                    to[3] = UInt8((255 * alpha).rounded())
                }
            }
            self.picture = picture
            origin = SIMD2(Float(left), Float(top))
            teeth = Self.share(of: opacity, width: width, lips.map { $0 - SIMD2(Float(left), Float(top)) })
        }

        /// Mean opacity within the opening.
        private static func share(of opacity: [Float], width: Int, _ lips: [SIMD2<Float>]) -> Float {
            let height = opacity.count / width
            var coverage = [Float](repeating: 0, count: opacity.count)
            var scratch = [Float](repeating: 0, count: 2 * lips.count)
            puppet_polygon_coverage(
                lips.flatMap { [$0.x, $0.y] }, Int32(lips.count), &coverage, Int32(width), Int32(height), 0, 0,
                &scratch)
            let (sum, area) = zip(opacity, coverage).reduce((Float(0), Float(0))) {
                ($0.0 + $1.0 * $1.1, $0.1 + $1.1)
            }
            return sum / max(area, 1)
        }
    }

    /// Teeth are brighter than the inside of a mouth and paler than lips; where there are no colours, brighter than lips.
    private static func likeness(_ colour: SIMD3<Float>, _ tone: SkinTone) -> Float {
        let brightness = colour.luma / max(tone.colour.luma, 1)
        let pale = 1 - smoothStep(0.92, 1.06, colour.redness(against: tone.colour))
        let coloured = pale * smoothStep(0.25, 0.5, brightness)
        let plain = smoothStep(0.7, 0.95, brightness)
        return plain + (coloured - plain) * tone.vividness
    }
}
