import CPuppetry
import Media

extension Picture {
    /// The picture as the kernels take it; valid while the picture lives.
    var view: puppet_picture {
        puppet_picture(pixels: bytes, width: Int32(width), height: Int32(height), row_bytes: Int32(rowBytes))
    }

    /// Mean colour of a disc, RGB 0...255; nil when none of it lies in the picture.
    func meanColour<Space>(at centre: PlanePoint<Space>, radius: Float) -> SIMD3<Float>? {
        var mean: [Float] = [0, 0, 0]
        guard puppet_mean_disc(view, centre.x, centre.y, radius, &mean) > 0 else { return nil }
        return SIMD3(mean[0], mean[1], mean[2])
    }
}

/// Colours as RGB, 0...255.
extension SIMD3<Float> {
    /// Brightness (ITU-R BT.601).
    var luma: Float { (self * SIMD3(0.299, 0.587, 0.114)).sum() }

    /// How much redder than a face's skin, 1 when as red: teeth, white and iris are less, lips and tongue more.
    func redness(against skin: SIMD3<Float>) -> Float {
        let relative: SIMD3<Float> = (self + 4) / (skin + 4)
        return relative.x / Swift.max((relative.y + relative.z) / 2, 0.01)
    }
}
