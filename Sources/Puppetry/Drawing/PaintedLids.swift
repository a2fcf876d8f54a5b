import CPuppetry
import Media

/// Lids of eyes that close, painted: skin as it is above and below the eye, darker towards a line of lashes. What a picture
/// shows between an open eye and the fold above it is a narrow strip in the shade; drawn out over the whole eye it would
/// be a smear, above all in paintings and under deep brows.
struct PaintedLids: Sendable {
    /// Of the texture, for each eye: a column for each point of the lid, rows from the fold down to the lashes.
    private static let (cell, rows) = (8, 32)
    private static let columns = 9
    /// Closings between which the paint appears, and how much of it lies over the drawn-out skin at last [eye].
    private static let appearing: (from: Float, to: Float) = (0.3, 0.75)
    private static let most: Float = 0.85
    /// How much darker the lid gets towards its edge.
    private static let shade: Float = 0.10
    /// How much darker than skin lashes are at least and at most; and how much of what the open lid's edge shows.
    private static let lashes: (least: Float, most: Float, share: Float) = (0.12, 0.6, 0.8)
    /// How much of a lid's colour is that of the skin below the eye, at the fold and at the lashes: what is above lies in the
    /// shade of the brow.
    private static let lit: (fold: Float, edge: Float) = (0.45, 0.8)
    /// Share of the lid's height that the lashes take, with soft edges.
    private static let lashRows: (from: Float, to: Float) = (0.82, 0.96)
    /// Share of the way from the fold to the lashes over which the paint appears.
    private static let rim: Float = 0.3
    /// How far below the lower lid its skin is looked at, shares of the eye's width.
    private static let below: Float = 0.22

    private let texture: Picture

    init(_ source: SourceFace, texture: SourceTexture) {
        let picture = Picture(width: Self.columns * Self.cell, height: 2 * Self.rows)
        for (side, eye) in source.eyes.enumerated() {
            let skin = Self.skin(round: eye.numbers, source, texture)
            let lashes = Self.lashes(of: eye.numbers, skin: skin.map(\.below.luma).mean, source, texture)
            for x in 0..<picture.width {
                let along = (Float(x) + 0.5) / Float(picture.width)
                let place = along * Float(skin.count - 1)
                let (left, share) = (Int(place), place - Float(Int(place)))
                let right = min(left + 1, skin.count - 1)
                let top = skin[left].above + (skin[right].above - skin[left].above) * share
                let bottom = skin[left].below + (skin[right].below - skin[left].below) * share
                // Lashes thin out towards the corners.
                let dark = lashes * smoothStep(0, 0.22, min(along, 1 - along))
                for y in 0..<Self.rows {
                    let down = (Float(y) + 0.5) / Float(Self.rows)
                    let lash = smoothStep(Self.lashRows.from, Self.lashRows.to, down) * dark
                    let lit = Self.lit.fold + (Self.lit.edge - Self.lit.fold) * down
                    let colour = (top + (bottom - top) * lit) * (1 - Self.shade * down * down) * (1 - lash)
                    let at = picture.bytes + (side * Self.rows + y) * picture.rowBytes + 4 * x
                    for c in 0..<3 { at[c] = UInt8(colour[c].clamped(0...255)) }
                    at[3] = 255
                }
            }
        }
        self.texture = picture
    }

    /// For each point of a lid the skin under the brow and below the eye, evened out along the lid.
    private static func skin(
        round eye: EyeNumbers, _ source: SourceFace, _ texture: SourceTexture
    ) -> [(above: SIMD3<Float>, below: SIMD3<Float>)] {
        let across = source.landmarks[eye.right].xy - source.landmarks[eye.left].xy
        let down = SIMD2(-across.y, across.x)
        let radius = max(1, 0.05 * across.length)
        func colour(_ point: PlanePoint<VideoSpace>) -> SIMD3<Float> {
            texture.picture.meanColour(at: texture.place(point), radius: radius) ?? SIMD3(repeating: 128)
        }
        let above = eye.fold.indices.map { place -> SIMD3<Float> in
            let brow = source.landmarks[eye.underBrow[(place - 1).clamped(0...(eye.underBrow.count - 1))]].xy
            return colour(.middle(source.landmarks[eye.fold[place]].xy, brow))
        }
        let below = eye.lower.map { colour(source.landmarks[$0].xy + down * Self.below) }
        func even(_ colours: [SIMD3<Float>]) -> [SIMD3<Float>] {
            let mean = colours.reduce(.zero, +) / Float(colours.count)
            return colours.map { ($0 + mean) / 2 }
        }
        return Array(zip(even(above), even(below))).map { (above: $0.0, below: $0.1) }
    }

    /// How much darker than skin the edge of the open lid is.
    private static func lashes(
        of eye: EyeNumbers, skin: Float, _ source: SourceFace, _ texture: SourceTexture
    ) -> Float {
        let across = source.landmarks[eye.right].xy - source.landmarks[eye.left].xy
        let up = SIMD2(across.y, -across.x)
        let darkest = eye.upper.map { point in
            [Float(0), 0.03, 0.06].compactMap { step in
                let place = texture.place(source.landmarks[point].xy + up * step)
                return texture.picture.meanColour(at: place, radius: 1)?.luma
            }.min() ?? skin
        }
        return (Self.lashes.share * (1 - darkest.mean / max(skin, 1)))
            .clamped(Self.lashes.least...Self.lashes.most)
    }

    /// To be laid over the lids as they are drawn out.
    /// - Parameter skin: the face's corners in the same frame.
    func layer(_ pose: FacePose, skin: [puppet_vertex]) -> MeshLayer {
        var vertices: [puppet_vertex] = []
        var triangles: [UInt16] = []
        for (side, eye) in EyeNumbers.both.enumerated() {
            let alpha = Self.most * smoothStep(Self.appearing.from, Self.appearing.to, pose.shut[side])
            guard alpha > 0 else { continue }
            let first = vertices.count
            func add(_ column: Int, edge: Int, fold: Int) {
                let (low, high) = (skin[edge], skin[fold])
                for (share, shown) in [(Float(0), Float(0)), (Self.rim, alpha), (1, alpha)] {
                    let at = PlanePoint<VideoSpace>(
                        x: high.x + (low.x - high.x) * share, y: high.y + (low.y - high.y) * share)
                    let place = TexturePoint(
                        SIMD2(
                            (Float(column) + 0.5) * Float(Self.cell),
                            Float(side * Self.rows) + 0.5 + share * Float(Self.rows - 1)))
                    vertices.append(puppet_vertex(at: at, shows: place, alpha: shown * min(low.alpha, high.alpha)))
                }
            }
            add(0, edge: eye.ring[0], fold: eye.ring[0])
            for place in eye.upper.indices { add(place + 1, edge: eye.upper[place], fold: eye.fold[place]) }
            add(eye.upper.count + 1, edge: eye.ring[8], fold: eye.ring[8])
            for column in 0..<(eye.upper.count + 1) {
                for row in 0..<2 {
                    let a = first + 3 * column + row
                    triangles += [a, a + 1, a + 4, a, a + 4, a + 3].map(UInt16.init)
                }
            }
        }
        return MeshLayer(texture: texture, vertices: vertices, triangles: triangles, laying: .blended)
    }
}
