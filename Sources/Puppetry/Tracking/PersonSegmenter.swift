import CPuppetry
import Foundation
import Media

/// Tells which pixels are people, with hair and clothes, where a rough mask says somebody is.
///
/// Unchecked: used by one thread at a time.
final class PersonSegmenter: @unchecked Sendable {
    private static let inputSide = 256
    /// What is added round the rough mask, shares of its longer side.
    private static let margin = 0.15

    private let runtime: VisionNetworks
    private let threads: Int
    private var network: Network?

    /// The network is loaded when it is first asked.
    init(_ runtime: VisionNetworks, threads: Int) {
        (self.runtime, self.threads) = (runtime, threads)
    }

    /// - Parameters:
    ///   - rough: over the whole picture, of any size.
    ///   - width, height: of the mask, which shows the whole picture.
    ///   - scale: pixels of the picture for one of the mask.
    /// - Returns: 0...1; 0 everywhere for an empty rough mask.
    func mask(
        in picture: Picture, round rough: Plane, width: Int, height: Int, scale: SIMD2<Double>
    ) throws(PuppetryError) -> Plane {
        var mask = Plane(width: width, height: height)
        guard let region = Self.region(of: rough, in: picture) else { return mask }
        let network = try loaded()
        let n = Self.inputSide
        let transform = region.transform(inputSide: n)
        puppet_crop_rgb(
            picture.view, transform.floats, network.input.baseAddress, Int32(n), Int32(n), 1 / 255, 0, false)
        try network.run()
        let seen = try network.output("activation_10", count: n * n)
        guard let back = transform.inverse else { return mask }
        let affine = PlaneTransform<SeenSpace, InputSpace>(
            x: back.x * SIMD3(scale.x, scale.y, 1), y: back.y * SIMD3(scale.x, scale.y, 1))
        puppet_read_mask(
            seen.baseAddress, Int32(n), affine.floats, false, &mask.values, Int32(width), Int32(height))
        return mask
    }

    private func loaded() throws(PuppetryError) -> Network {
        if let network { return network }
        let made = try runtime.network("selfie_segmentation_std", threads: threads)
        network = made
        return made
    }

    /// The square round what the rough mask covers.
    private static func region(of rough: Plane, in picture: Picture) -> Region? {
        var (low, high) = (SIMD2<Int>(repeating: .max), SIMD2<Int>(repeating: -1))
        for y in stride(from: 0, to: rough.height, by: 2) {
            for x in stride(from: 0, to: rough.width, by: 2) where rough[x, y] > 0.5 {
                low = SIMD2(min(low.x, x), min(low.y, y))
                high = SIMD2(max(high.x, x), max(high.y, y))
            }
        }
        guard high.x > low.x, high.y > low.y else { return nil }
        let scale = SIMD2(
            Double(picture.width) / Double(rough.width), Double(picture.height) / Double(rough.height))
        let (from, to) = (SIMD2<Double>(low) * scale, SIMD2<Double>(high) * scale)
        return Region(centre: FinePoint((from + to) / 2), side: (1 + 2 * margin) * (to - from).max(), turn: 0)
    }
}
