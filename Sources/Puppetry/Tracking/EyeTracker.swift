import CPuppetry
import Foundation
import Media

/// One eye as seen. Lengths are shares of the eye's width; the frame has its origin between the corners, x from the left
/// corner to the right one, y down.
struct EyeShape<Space>: Equatable, Sendable {
    /// 16 points in the order of ``EyeNumbers/ring``, pixels.
    var contour: [PlanePoint<Space>]
    /// Centre of the iris, pixels.
    var iris: PlanePoint<Space>
    var irisRadius: Float
    /// Mean height: 0.03...0.10 for a closed eye, 0.3...0.45 for an open one.
    var openness: Float
    /// Where the iris is.
    var gaze: SIMD2<Float>

    /// The same in a space of another scale.
    func scaled<Other>(_ scale: SIMD2<Float>) -> EyeShape<Other> {
        EyeShape<Other>(
            contour: contour.map { PlanePoint($0.vector * scale) }, iris: PlanePoint(iris.vector * scale),
            irisRadius: irisRadius, openness: openness, gaze: gaze)
    }

    /// Gives the eye another outline; the iris stays as large as it is.
    mutating func outline(_ outline: [PlanePoint<Space>]) {
        let (before, now) = ((contour[8] - contour[0]).length, (outline[8] - outline[0]).length)
        irisRadius *= before / max(now, 1e-3)
        contour = outline
    }
}

/// Traces lids and iris, far more exactly than the landmarks of the face do.
final class EyeTracker {
    private static let inputSide = 64
    /// Outputs of the network in the order of the ring.
    private static let ringOrder = [0, 9, 10, 11, 12, 13, 14, 15, 8, 7, 6, 5, 4, 3, 2, 1]
    private let network: Network

    init(_ runtime: VisionNetworks, threads: Int) throws(PuppetryError) {
        network = try runtime.network("iris_landmark", threads: threads)
    }

    func eye(_ eye: EyeNumbers, of landmarks: Landmarks<SeenSpace>, in picture: Picture) throws(PuppetryError)
        -> EyeShape<SeenSpace>
    {
        let (left, right) = (FinePoint(landmarks[eye.left].xy), FinePoint(landmarks[eye.right].xy))
        let across = right - left
        let region = Region(
            centre: .middle(left, right), side: max(2.3 * across.length, 1), turn: atan2(across.y, across.x))
        let n = Self.inputSide
        let transform = region.transform(inputSide: n)
        puppet_crop_rgb(
            picture.view, transform.floats, network.input.baseAddress, Int32(n), Int32(n), 1 / 255, 0, eye.isMirrored)
        try network.run()
        let contour = try network.output("output_eyes_contours_and_brows", count: 71 * 3)
        let iris = try network.output("output_iris", count: 5 * 3)
        func level(_ raw: UnsafeBufferPointer<Float>, _ at: Int) -> SIMD2<Float> {
            SIMD2(eye.isMirrored ? Float(n) - raw[3 * at] : raw[3 * at], raw[3 * at + 1])
        }
        let ring = Self.ringOrder.map { level(contour, $0) }
        let irises = (0..<5).map { level(iris, $0) }
        let corners = (ring[eye.leftPlace], ring[eye.rightPlace])
        let width = max((corners.1 - corners.0).length, 1e-3)
        let heights = [3, 4, 5].map { (ring[$0] - ring[16 - $0]).length }
        let radii = irises.dropFirst().map { ($0 - irises[0]).length }
        func placed(_ point: SIMD2<Float>) -> PlanePoint<SeenSpace> { transform(PlanePoint(point)) }
        return EyeShape(
            contour: ring.map(placed), iris: placed(irises[0]), irisRadius: radii.mean / width,
            openness: heights.mean / width, gaze: (irises[0] - (corners.0 + corners.1) / 2) / width)
    }
}
