import Foundation
import Testing

@testable import Puppetry

struct FaceTests {
    @Test func `has triangles that follow lips and eyes`() throws {
        let face = try Portraits.neutral()
        var edges: [Set<UInt16>: Int] = [:]
        for t in face.triangles { for e in [[t.x, t.y], [t.y, t.z], [t.z, t.x]] { edges[Set(e), default: 0] += 1 } }

        #expect(face.triangles.count == 898 && edges.values.allSatisfy { $0 <= 2 })
        #expect(face.mouthTriangles.count == 18)
        #expect(face.skinTriangles.count == 898 - 18 - 14 - 14)
        for ring in [Landmark.innerLips, EyeNumbers.a.ring, EyeNumbers.b.ring] {
            for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) { #expect(edges[[UInt16(a), UInt16(b)]] == 2) }
        }
    }

    @Test(arguments: ["", "v 1 2 3\nf 1 2 3\n", "not a model"]) func `refuses a damaged face model`(text: String) {
        #expect(throws: PuppetryError.self) { try NeutralFace(text: text) }
    }

    @Test func `lets the jaw take the lower lip and leave the upper`() throws {
        let weights = MouthWeights(try Portraits.neutral())

        #expect(weights.jaw[Landmark.lowerLip] > 0.95 && weights.jaw[Landmark.chin] > 0.5)
        #expect(weights.jaw[Landmark.upperLip] == 0 && weights.jaw[Landmark.foreheadTop] == 0)
        #expect(weights.jaw[Landmark.leftLipCorner] == 0 && weights.jaw[Landmark.rightLipCorner] == 0)
        #expect(weights.upperLip[Landmark.upperLip] > 0.95 && weights.upperLip[Landmark.lowerLip] == 0)
        #expect(weights.jaw.allSatisfy { (0...1).contains($0) })
    }

    @Test func `lists anchors in the order of the detectors' outputs`() {
        let near = Anchors.layered(strides: [8, 16, 16, 16], inputSide: 128)
        let far = Anchors.grid(cells: 48, perCell: 1)

        #expect(near.count == 896 && far.count == 2304)
        #expect(Anchors.layered(strides: [8, 16, 32, 32, 32], inputSide: 224).count == 2254)
        #expect(near[0] == SIMD2(0.03125, 0.03125) && near[1] == near[0] && near[2] == SIMD2(0.09375, 0.03125))
        #expect(near[512] == SIMD2(0.0625, 0.0625) && near[517] == near[512] && near[518] == SIMD2(0.1875, 0.0625))
        #expect(near[895] == SIMD2(0.9375, 0.9375) && far[49] == SIMD2(1.5, 1.5) / 48)
    }

    @Test func `joins the boxes of one face and keeps faces apart`() {
        func box(_ x: Double, _ score: Double) -> Detection {
            Detection(
                centre: FinePoint(x, 50), size: SIMD2(40, 40), keys: (FinePoint(x - 10, 45), FinePoint(x + 10, 45)),
                score: score)
        }

        let faces = merged([box(50, 0.6), box(54, 0.9), box(200, 0.7)])

        #expect(faces.count == 2)
        #expect(abs(faces[0].centre.x - (50 * 0.6 + 54 * 0.9) / 1.5) < 1e-9 && faces[0].score == 0.9)
        #expect(faces[1].centre.x == 200)
    }

    @Test func `moves nothing when nothing is acted`() throws {
        let puppet = try Portraits.drawnPuppet()

        let pose = puppet.pose(.still)

        for (point, landmark) in zip(pose.points, puppet.source.landmarks) { #expect((point - landmark).length < 0.02) }
        for (point, rigid) in zip(pose.points, pose.rigid) { #expect((point - rigid).length < 0.02) }
    }

    @Test func `closes the lids and opens the mouth as acted`() throws {
        let puppet = try Portraits.drawnPuppet()
        var acted = Performance.still
        acted.eyes = .zero
        acted.extraGap = 2
        for point in Landmark.innerLowerLip.dropFirst().dropLast() { acted.expression[point].y = 2 }

        let pose = puppet.pose(acted)

        let eye = EyeNumbers.a
        let before = puppet.source.landmarks[eye.lower[3]].y - puppet.source.landmarks[eye.upper[3]].y
        let after = pose.points[eye.lower[3]].y - pose.points[eye.upper[3]].y
        #expect(after < 0.15 * before && after > -0.1 * before)
        let mouth = pose.points[Landmark.lowerLip].y - pose.points[Landmark.upperLip].y
        #expect(mouth > Float(2 * puppet.source.pose.scale))
        #expect((pose.points[Landmark.foreheadTop] - puppet.source.landmarks[Landmark.foreheadTop]).length < 0.02)
    }

    @Test func `follows the driver's head from its own rest`() throws {
        let puppet = try Portraits.drawnPuppet()
        var acted = Performance.still
        acted.head = HeadMotion(turn: Matrix3(rotationVector: SIMD3(0, 0.2, 0)), growth: 1.1, shift: SIMD2(1, -0.5))

        let head = puppet.pose(acted).head

        let rest = puppet.source.pose
        #expect(abs(head.scale - 1.1 * rest.scale) < 1e-6)
        #expect(abs(head.shift.x - rest.shift.x - rest.scale) < 0.1 * rest.scale)
        #expect(abs((head.rotation * rest.rotation.transposed).rotationVector.y - 0.2) < 0.01)
    }
}
