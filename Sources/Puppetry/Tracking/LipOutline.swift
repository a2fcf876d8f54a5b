import Foundation
import Media

/// The opening of a wide-open mouth, checked against the picture: darkness the landmarks left outside of it would be
/// dragged along as lip when the mouth closes.
struct LipOutline {
    /// How far beyond the landmarks it is looked for, and in what steps; shares of the mouth's width.
    private static let reach: Float = 0.12
    private static let step: Float = 0.01
    /// Of the skin's brightness: below this is darkness, above this is lip.
    private static let brightness: (dark: Float, lip: Float) = (0.5, 0.62)

    let picture: Picture
    let landmarks: Landmarks<SeenSpace>

    /// The landmarks with the lips round the whole opening.
    func grown() -> Landmarks<SeenSpace> {
        let skin = Landmark.skin.compactMap { luma(landmarks[$0].xy) }.mean
        let lips = Landmark.innerLips
        let centre = PlanePoint.mean(lips.map { landmarks[$0].xy })
        let width = (landmarks[Landmark.leftLipCorner].xy - landmarks[Landmark.rightLipCorner].xy).length
        guard skin > 24, width > 16 else { return landmarks }
        let ways = lips.map { lip -> SIMD2<Float> in
            let way = landmarks[lip].xy - centre
            return way / max(way.length, 1e-3)
        }
        let found = lips.indices.map {
            darkness(from: landmarks[lips[$0]].xy, along: ways[$0], width: width, skin: skin)
        }
        let growth = lips.indices.map { place in
            ways[place] * ((-1...1).map { found[(place + $0 + lips.count) % lips.count] }.mean * width)
        }
        var grown = landmarks
        for (place, lip) in lips.enumerated() { grown[lip] += SIMD3(growth[place], 0) }
        for point in Landmark.outerUpperLip + Landmark.outerLowerLip {
            let at = landmarks[point].xy
            let nearest = lips.indices.min {
                (landmarks[lips[$0]].xy - at).length < (landmarks[lips[$1]].xy - at).length
            }
            if let nearest { grown[point] += SIMD3(growth[nearest], 0) }
        }
        return grown
    }

    /// How far out it is dark, shares of the width; 0 when that has no end, as in a moustache.
    private func darkness(from: PlanePoint<SeenSpace>, along out: SIMD2<Float>, width: Float, skin: Float) -> Float {
        var end: Float = 0
        for step in 0...Int(Self.reach / Self.step) {
            let off = Float(step) * Self.step
            guard let luma = luma(from + out * (off * width)) else { return 0 }
            if luma > Self.brightness.lip * skin { return end }
            if luma < Self.brightness.dark * skin { end = off }
        }
        return 0
    }

    private func luma(_ at: PlanePoint<SeenSpace>) -> Float? {
        picture.meanColour(at: at, radius: 1)?.luma
    }
}
