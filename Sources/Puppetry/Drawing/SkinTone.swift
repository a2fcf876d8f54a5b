import CPuppetry
import Media

/// Mean colour of a face's skin, RGB 0...255.
struct SkinTone: Equatable, Sendable {
    /// How far the hues of a picture's parts differ, as deviations of red from its mean; in a black-and-white or sepia
    /// photograph not at all.
    private static let hues: (from: Float, to: Float) = (0.015, 0.04)
    /// Places of the picture looked at along each side: a drawn face may be of one hue in a colourful picture.
    private static let places = 16

    let colour: SIMD3<Float>
    /// 0 for a face in a picture of one hue, whose mouth has no other either, 1 for one in colours.
    let vividness: Float

    /// - Parameter landmarks: in pixels of the picture.
    init(of landmarks: Landmarks<SeenSpace>, in picture: Picture) {
        let width = (landmarks[Landmark.leftSide].xy - landmarks[Landmark.rightSide].xy).length
        func mean(at place: PlanePoint<SeenSpace>) -> SIMD3<Float>? {
            picture.meanColour(at: place, radius: max(width * 0.02, 1))
        }
        let skin = Landmark.skin.compactMap { mean(at: landmarks[$0].xy) }
        colour = skin.isEmpty ? SIMD3(repeating: 128) : skin.reduce(.zero, +) / Float(skin.count)
        func hues(_ places: [PlanePoint<SeenSpace>]) -> Float {
            places.compactMap { mean(at: $0) }.map { ($0.x + 4) / ($0.sum() / 3 + 4) }.standardDeviation
        }
        let cell = SIMD2(Float(picture.width), Float(picture.height)) / Float(Self.places)
        let grid = (0..<(Self.places * Self.places)).map {
            PlanePoint<SeenSpace>((SIMD2(Float($0 % Self.places), Float($0 / Self.places)) + 0.5) * cell)
        }
        let most = max(hues(landmarks.map(\.xy)), hues(grid))
        vividness = smoothStep(Self.hues.from, Self.hues.to, most)
    }

    var brightness: Float { colour.sum() / (3 * 255) }

    /// What the light makes of teeth, (1, 1, 1) for white light: how the skin differs from human skin under white light.
    /// Yellow varnish on a painting or blue moonlight tints teeth like it tints skin; under varnish they take the
    /// skin's own hue, because next to that any other white looks grey.
    var light: SIMD3<Float> {
        let white = 0.15 + 0.85 * cast
        return white + (hue - white) * veil
    }

    /// How much yellow lies over the whole picture, 0...1: varnish, candlelight. Dark skin is redder, not yellower.
    var veil: Float { smoothStep(1.2, 1.45, cast.y / max(cast.z, 0.1)) }

    /// What stands for white in a picture of one hue: the skin's own colour.
    var tone: SIMD3<Float> {
        colour.luma > 1 ? colour / colour.luma : SIMD3(repeating: 1)
    }

    private var hue: SIMD3<Float> { (colour + 8) / max(colour.sum() / 3 + 8, 1) }

    /// How the skin's hue differs from that of human skin under white light.
    private var cast: SIMD3<Float> { hue / SIMD3<Float>(1.165, 0.975, 0.86) }

    /// What to multiply another face's colours by so that they fit this one.
    func gain(from other: SkinTone) -> SIMD3<Float> {
        let theirs = pointwiseMax(other.colour, SIMD3(repeating: 1))
        let gain = (0.6 * colour + 0.4 * colour.sum() / 3) / theirs
        return gain.clamped(lowerBound: SIMD3(repeating: 0.4), upperBound: SIMD3(repeating: 1.8))
    }
}
