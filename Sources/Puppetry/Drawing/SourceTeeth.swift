import CPuppetry

/// The teeth a smiling source shows. They are its own and hang from the skull: while the lips move they stay with the
/// head, and the lips cover or bare them.
struct SourceTeeth: Sendable {
    /// Gaps of the source's lips, centimetres, between which its mouth counts as showing teeth.
    private static let opening: (from: Float, to: Float) = (0.2, 0.45)
    /// How much of the texture is left at the lower lip, where teeth end and the cavity begins.
    private static let lowerEdge: Float = 0.85

    private let triangles: [UInt16]
    private let texture: SourceTexture
    /// In the texture, with their opacity, for each landmark.
    private let corners: [(place: SIMD2<Float>, alpha: Float)]
    private static let upperLip = Set(Landmark.innerUpperLip)

    /// - Parameter triangles: of the mouth's opening.
    /// - Returns: nil when the source's mouth is closed.
    init?(_ source: SourceFace, triangles: [UInt16], texture: SourceTexture) {
        let strength = smoothStep(Self.opening.from, Self.opening.to, Mouth.gap(source.canonical))
        guard strength > 0 else { return nil }
        self.triangles = triangles
        self.texture = texture
        let lower = Set(Landmark.innerLowerLip.dropFirst().dropLast())
        corners = source.landmarks.indices.map { point in
            (texture.place(source.landmarks[point].xy), strength * (lower.contains(point) ? Self.lowerEdge : 1))
        }
    }

    /// - Parameters:
    ///   - left, top: the patch's corner in the video.
    func draw(_ pose: FacePose, onto patch: puppet_picture, left: Float, top: Float) {
        let across = pose.rigid[Landmark.rightLipCorner].xy - pose.rigid[Landmark.leftLipCorner].xy
        let down = SIMD2(-across.y, across.x) / max(across.length, 1e-3)
        let vertices = corners.indices.map { index in
            let corner = corners[index]
            var point = pose.rigid[index].xy
            if Self.upperLip.contains(index) {
                // A lip drawn up bares what the picture does not have: the teeth reach up to it, and a pixel under it.
                let bared = ((pose.points[index].xy - point) * down).sum()
                point += down * (min(bared, 0) - 1)
            }
            return puppet_vertex(
                x: point.x - left, y: point.y - top, u: corner.place.x, v: corner.place.y, alpha: corner.alpha)
        }
        puppet_draw_triangles(
            patch, 0, patch.height, texture.picture.view, vertices, Int32(vertices.count), triangles,
            Int32(triangles.count / 3), true)
    }
}
