import Media

extension PortraitSource {
    /// Where the person may be around the face, shares of its sides: beside it, and above it. Below it goes down to the
    /// picture's edge.
    private static let around: (beside: Float, above: Float) = (1.6, 0.9)
    /// How much of the face, and of what is just above the forehead, a mask must hold to be believed: of paintings and
    /// statues it often holds parts.
    private static let least: (face: Float, crown: Float) = (0.97, 0.6)
    /// Shares of the picture that a person fills, beyond which there is no background worth standing still.
    private static let most: Float = 0.9

    /// The person cut out of the picture; nil where the mask that is found is not to be believed.
    func cutOut(_ segmenter: PersonSegmenter) throws(PuppetryError) -> CutOut? {
        let size = SIMD2(Float(picture.width), Float(picture.height))
        let scale = size / SIMD2(Float(width), Float(height))
        let (low, high) = face.landmarks.bounds
        let corner = (low.xy - SIMD2(Self.around.beside * face.width, Self.around.above * face.height)).vector * scale
        let right = (high.x + Self.around.beside * face.width) * scale.x
        var rough = Plane(width: picture.width, height: picture.height)
        for y in max(0, Int(corner.y))..<picture.height {
            for x in max(0, Int(corner.x))..<min(picture.width, max(1, Int(right))) { rough[x, y] = 1 }
        }
        let seen = try segmenter.mask(
            in: picture, round: rough, width: picture.width, height: picture.height, scale: SIMD2(1, 1))
        let mask = PersonMask.refined(seen, in: picture)
        guard holds(mask, scale: scale) else { return nil }
        return CutOut(mask, of: picture)
    }

    private func holds(_ mask: Plane, scale: SIMD2<Float>) -> Bool {
        func share(_ points: [PlanePoint<VideoSpace>]) -> Float {
            points.map { mask.sampled($0.vector * scale) }.mean
        }
        let landmarks = face.landmarks
        let up = landmarks[Landmark.foreheadTop].xy - landmarks[Landmark.chin].xy
        let crown = [Float(0.03), 0.06, 0.09].map { landmarks[Landmark.foreheadTop].xy + up * $0 }
        return share(landmarks.map(\.xy)) >= Self.least.face && share(crown) >= Self.least.crown
            && mask.mean <= Self.most
    }
}
