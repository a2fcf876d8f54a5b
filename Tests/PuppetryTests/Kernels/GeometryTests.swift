import Foundation
import Testing

@testable import Puppetry

struct GeometryTests {
    private func near(_ a: Matrix3, _ b: Matrix3, _ tolerance: Double = 1e-9) -> Bool {
        (0..<9).allSatisfy { abs(a[$0 / 3, $0 % 3] - b[$0 / 3, $0 % 3]) < tolerance }
    }

    @Test(arguments: [
        Matrix3(SIMD3(2, -1, 0.5), SIMD3(0.3, 4, -2), SIMD3(1, 1, 1)), Matrix3(diagonal: SIMD3(3, -2, 1)), .identity,
        Matrix3(SIMD3(1, 2, 3), SIMD3(2, 4, 6), SIMD3(1, 0, 1)), .zero,
    ]) func `takes a matrix apart and puts it together`(matrix: Matrix3) {
        let svd = SingularValues(of: matrix)

        #expect(near(svd.u * Matrix3(diagonal: svd.values) * svd.v.transposed, matrix))
        #expect(near(svd.u * svd.u.transposed, .identity) && near(svd.v * svd.v.transposed, .identity))
        #expect(svd.values.x >= svd.values.y && svd.values.y >= svd.values.z && svd.values.z >= 0)
    }

    @Test(arguments: [SIMD3(0.3, -0.2, 0.1), SIMD3(0, 0, 0), SIMD3(0, Double.pi - 1e-4, 0), SIMD3(1.2, 1.1, -0.4)])
    func `turns a rotation into a vector and back`(vector: SIMD3<Double>) {
        let rotation = Matrix3(rotationVector: vector)

        #expect((rotation.rotationVector - vector).length < 1e-6)
        #expect(abs(rotation.determinant - 1) < 1e-12)
    }

    @Test func `softens large turns below the limit and leaves small ones`() {
        let limit = 50.0 * .pi / 180

        #expect(abs(Matrix3(rotationVector: SIMD3(0, 0.1, 0)).softened(limit: limit).rotationVector.y - 0.1) < 1e-3)
        #expect(Matrix3(rotationVector: SIMD3(0, 3, 0)).softened(limit: limit).rotationVector.length < limit)
    }

    @Test func `finds the pose a face was drawn with`() throws {
        let face = try Portraits.neutral()
        let pose = HeadPose<SeenSpace>(
            scale: 12.5, rotation: Matrix3(rotationVector: SIMD3(0.2, -0.5, 0.3)), shift: SIMD3(300, 200, -40))
        let landmarks = face.points.mapped { pose($0) }

        let found = HeadPose(of: landmarks, neutral: face.points)

        #expect(abs(found.scale - pose.scale) < 1e-3 && (found.shift - pose.shift).length < 1e-2)
        #expect(near(found.rotation, pose.rotation, 1e-4))
        #expect(zip(found.canonical(landmarks), face.points).allSatisfy { ($0 - $1).length < 1e-3 })
    }

    @Test func `maps a region to a network's input and back`() throws {
        let region = Region(centre: FinePoint(120.5, 77), side: 88, turn: 0.7)
        let transform = region.transform(inputSide: 192)
        let back = try #require(transform.inverse)

        #expect((transform(FinePoint(96, 96)) - region.centre).length < 1e-9)
        #expect((back(transform(FinePoint(3, 180))) - FinePoint(3, 180)).length < 1e-9)
        #expect(abs((transform(FinePoint(192, 0)) - transform(FinePoint(0, 0))).length - 88) < 1e-9)
    }

    @Test func `keeps the video's shape within its size`() {
        #expect(OutputSize.standard.fitted(width: 512, height: 512) == (512, 512))
        #expect(OutputSize.standard.fitted(width: 2000, height: 1500) == (682, 512))
        #expect(OutputSize.standard.fitted(width: 480, height: 854) == (432, 768))
        #expect(OutputSize.standard.fitted(width: 64, height: 64) == (96, 96))
        #expect(OutputSize.large.fitted(width: 512, height: 512) == (720, 720))
        #expect(OutputSize.large.fitted(width: 1920, height: 1080) == (1280, 720))
        #expect(OutputSize.large.fitted(width: 8001, height: 3) == (1280, 2))
    }
}
