import CPuppetry
import Media

/// Mean colour of a face's skin, RGB 0...255.
struct SkinTone: Equatable, Sendable {
    let colour: SIMD3<Float>

    /// - Parameter landmarks: in pixels of the picture.
    init(of landmarks: [SIMD3<Float>], in picture: Picture) {
        let width = (landmarks[Landmark.leftSide].xy - landmarks[Landmark.rightSide].xy).length
        var (sum, count) = (SIMD3<Float>.zero, Float(0))
        for point in Landmark.skin {
            var mean: [Float] = [0, 0, 0]
            let at = landmarks[point]
            guard puppet_mean_disc(picture.view, at.x, at.y, max(width * 0.02, 1), &mean) > 0 else { continue }
            sum += SIMD3(mean[0], mean[1], mean[2])
            count += 1
        }
        colour = count > 0 ? sum / count : SIMD3(repeating: 128)
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
