import CPuppetry
import Foundation
import Media

/// Places 468 landmarks on a face whose whereabouts are roughly known.
final class FaceLandmarker {
    private static let inputSide = 192
    private let network: Network

    init(_ runtime: VisionNetworks, threads: Int) throws(PuppetryError) {
        network = try runtime.network("face_landmark", threads: threads)
    }

    /// Landmarks in pixels of the picture (z too, smaller is nearer), and how sure it is that this is a face, 0...1.
    /// - Parameter height: of the part looked at, as a share of its width: more than 1 lets a long face look round.
    func landmarks(
        in picture: Picture, region: Region, height: Double = 1
    ) throws(PuppetryError) -> (points: Landmarks<SeenSpace>, score: Float) {
        let n = Self.inputSide
        let transform = region.transform(inputSide: n, height: height)
        puppet_crop_rgb(
            picture.view, transform.floats, network.input.baseAddress, Int32(n), Int32(n), 1 / 255, 0, false)
        try network.run()
        let raw = try network.output("conv2d_21", count: 3 * Landmark.count)
        let logit = try network.output("conv2d_31", count: 1)[0]
        let (x, y) = (SIMD3<Float>(transform.x), SIMD3<Float>(transform.y))
        let depth = Float(region.side / Double(n))
        let points = (0..<Landmark.count).map { point -> DeepPoint<SeenSpace> in
            let at = SIMD3(raw[3 * point], raw[3 * point + 1], 1)
            return DeepPoint(SIMD3((x * at).sum(), (y * at).sum(), raw[3 * point + 2] * depth))
        }
        return (Landmarks(points), 1 / (1 + exp(-logit)))
    }
}

extension Region {
    /// Where the next frame's landmarks will be: round these, half as large again, turned with the eyes.
    init(around landmarks: Landmarks<SeenSpace>) {
        let across = SIMD2<Double>(landmarks[EyeNumbers.b.right].xy - landmarks[EyeNumbers.a.left].xy)
        let turn = atan2(across.y, across.x)
        let (c, s) = (cos(turn), sin(turn))
        var low = SIMD2<Double>(repeating: .infinity)
        var high = SIMD2<Double>(repeating: -.infinity)
        for point in landmarks {
            let p = FinePoint(point.xy)
            let level = SIMD2(c * p.x + s * p.y, c * p.y - s * p.x)
            low = pointwiseMin(low, level)
            high = pointwiseMax(high, level)
        }
        let middle = (low + high) / 2
        self.init(
            centre: FinePoint(x: c * middle.x - s * middle.y, y: s * middle.x + c * middle.y),
            side: 1.5 * (high - low).max(),
            turn: turn)
    }

    /// Whether a network can look there: numbers that mean something, at least a few pixels.
    var isUsable: Bool {
        centre.x.isFinite && centre.y.isFinite && turn.isFinite && side.isFinite && side > 4 && side < 1e5
    }
}
