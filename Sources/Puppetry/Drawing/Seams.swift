import CPuppetry
import Foundation
import Media

/// Softens where lids and lips meet that are apart in the picture: edges of the mesh that have no texture in common.
///
/// Unchecked: its scratch memory serves one frame at a time.
final class Seams: @unchecked Sendable {
    /// Half the width of a seam, shares of the face's width, and at least in pixels.
    private static let radius = (share: Float(0.006), least: Float(1.6))
    /// Movements of the lips, shares of the mouth's width, between which their meeting becomes a seam.
    private static let moved: (from: Float, to: Float) = (0.01, 0.04)
    /// Closings of an eye between which its lids' meeting does.
    private static let shut: (from: Float, to: Float) = (0.6, 0.9)

    private var scratch: [UInt8] = []

    func soften(_ pose: FacePose, on picture: Picture) {
        let points = pose.points
        let width = (points[Landmark.rightSide].xy - points[Landmark.leftSide].xy).length
        guard width.isFinite else { return }
        let radius = max(Self.radius.least, Self.radius.share * width)
        let side = Int(width.clamped(0...2048)) + 16
        if scratch.count < side * side { scratch = [UInt8](repeating: 0, count: side * side) }
        for (side, eye) in EyeNumbers.both.enumerated() {
            let line = [eye.ring[0]] + eye.upper + [eye.ring[8]]
            soften(
                line.map { points[$0].xy }, radius, smoothStep(Self.shut.from, Self.shut.to, pose.shut[side]), picture)
        }
        let lips = [Landmark.innerUpperLip, Landmark.innerLowerLip].map { lip in lip.map { points[$0].xy } }
        let mouth = max((lips[0][0] - lips[0][lips[0].count - 1]).length, 1)
        for lip in lips {
            soften(lip, radius, smoothStep(Self.moved.from, Self.moved.to, pose.lipMovement / mouth), picture)
        }
    }

    private func soften(_ line: [PlanePoint<VideoSpace>], _ radius: Float, _ strength: Float, _ picture: Picture) {
        guard strength > 0 else { return }
        puppet_soften_line(
            picture.view, line.flatMap { [$0.x, $0.y] }, Int32(line.count), radius, strength, &scratch,
            Int32(scratch.count / 4))
    }
}
