import CPuppetry
import Foundation

/// The inside of one eye: 16 points of the lids' edge, 8 round the iris, its centre. The iris keeps its shape and is
/// covered by the lids, which are drawn afterwards.
struct EyeMesh: Sendable {
    /// As many as the landmarks of an eye's contour [net].
    private static let ringCount = 16
    /// One for two of the ring: each square between them is cut into three triangles.
    private static let irisCount = 8
    /// The white moves with the iris within this many radii [eye].
    private static let irisReach: Float = 1.3

    /// An iris goes no farther aside, shares of the eye's width: there it reaches the corner.
    private static let farthest: Float = 0.22

    /// Corners as places in ``vertices(_:)``; what lies nearer to the iris comes later.
    static let triangles: [UInt16] = {
        let (ring, iris) = (ringCount, irisCount)
        var triangles: [Int] = []
        for k in 0..<iris {
            let (here, next) = (ring + k, ring + (k + 1) % iris)
            let (a, b, c) = (2 * k, 2 * k + 1, (2 * k + 2) % ring)
            triangles += [here, a, b, here, b, next, next, b, c]
        }
        for k in 0..<iris { triangles += [ring + iris, ring + k, ring + (k + 1) % iris] }
        return triangles.map(UInt16.init)
    }()

    private let eye: SourceEye
    /// Of the 25 points, in the texture.
    private let texturePlaces: [TexturePoint]
    /// The iris points in the eye's frame, centre last.
    private let irisPoints: [PlanePoint<EyeSpace>]
    private let opening: Opening

    /// The lids' middles in the eye's frame.
    private struct Opening {
        let upper: Float
        let lower: Float

        /// - Parameter contour: the ring in the eye's frame.
        init(_ contour: [PlanePoint<EyeSpace>]) {
            upper = (contour[3].y + contour[4].y + contour[5].y) / 3
            lower = (contour[11].y + contour[12].y + contour[13].y) / 3
        }

        var height: Float { max(lower - upper, 1e-3) }
        var middle: Float { (upper + lower) / 2 }
    }

    init(_ eye: SourceEye, landmarks: Landmarks<VideoSpace>, texture: SourceTexture) {
        self.eye = eye
        let frame = EyeFrame(eye.numbers, landmarks: landmarks)
        let contour = eye.numbers.ring.map { frame.coordinates(of: landmarks[$0].xy) }
        let centre = eye.iris
        opening = Opening(contour)
        irisPoints =
            (0..<Self.irisCount).map { k in
                let towards = contour[2 * k] - centre
                let distance = max(towards.length, 1e-4)
                // Beyond the lids there is no eye to take a texture from.
                return centre + towards / distance * min(eye.irisRadius * Self.irisReach, 0.9 * distance)
            } + [centre]
        let points = eye.numbers.ring.map { landmarks[$0].xy } + irisPoints.map { frame.point(at: $0) }
        texturePlaces = points.map { texture.place($0) }
    }

    func vertices(_ pose: FacePose) -> [puppet_vertex] {
        let frame = EyeFrame(eye.numbers, landmarks: pose.points)
        let most = SIMD2<Float>(repeating: Self.farthest)
        let gaze = pose.gaze.clamped(lowerBound: -most, upperBound: most)
        let ring = eye.numbers.ring.map { pose.points[$0].xy }
        // A narrowing eye covers its iris. A widening one would bare what the picture does not have: there the iris
        // grows and moves with the lids, instead of the lashes being drawn out.
        let now = Opening(ring.map { frame.coordinates(of: $0) })
        let stretch = now.height / opening.height
        let shift = (now.middle - opening.middle) * smoothStep(0.75, 1, stretch)
        let points =
            ring
            + irisPoints.map { point in
                let y = opening.middle + (point.y - opening.middle) * max(1, stretch) + shift
                return frame.point(at: PlanePoint(x: point.x, y: y) + gaze)
            }
        return zip(points, texturePlaces).map { puppet_vertex(at: $0, shows: $1) }
    }
}
