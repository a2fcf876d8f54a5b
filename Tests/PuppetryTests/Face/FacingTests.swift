import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// A head that turns far is not torn at its edge.
struct FacingTests {
    private let puppet: FacePuppet
    private let facing: Facing

    init() throws {
        puppet = try Portraits.drawnPuppet()
        facing = Facing(puppet.source, triangles: try Portraits.neutral().skinTriangles)
    }

    /// How much is shown of both cheeks, image left and right.
    private func cheeks(yaw: Double) -> (left: Float, right: Float) {
        var performance = Performance.still
        performance.head.turn = Matrix3(rotationVector: SIMD3(0, yaw * .pi / 180, 0))
        let shares = facing.shares(puppet.pose(performance))
        func mean(_ isOurs: (Float) -> Bool) -> Float {
            let ours = puppet.source.canonical.indices.filter { isOurs(puppet.source.canonical[$0].x) }
            return ours.map { shares[$0] }.reduce(0, +) / Float(max(ours.count, 1))
        }
        return (mean { $0 < -5 }, mean { $0 > 5 })
    }

    @Test func `a face that looks at us is shown whole`() {
        let shares = facing.shares(puppet.pose(.still))

        #expect(shares[4] == 1 && shares.count { $0 > 0.95 } > 380)
    }

    @Test func `the cheek that turns away fades, and the other stays`() {
        let (rest, one, other) = (cheeks(yaw: 0), cheeks(yaw: 45), cheeks(yaw: -45))

        let far = min(one.left, one.right)
        #expect(far < 0.5 * min(rest.left, rest.right) && max(one.left, one.right) > 2 * far)
        #expect((one.left < one.right) != (other.left < other.right))
    }
}
