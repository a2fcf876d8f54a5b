import CPuppetry
import Testing

@testable import Media
@testable import Puppetry

/// Eyes that close one after the other, or look two ways, make a face a doll's.
struct EyePairTests {
    @Test(arguments: [SIMD2<Float>(0.9, 0.62), SIMD2(0.2, 0.5), SIMD2(1.1, 1)])
    func `both eyes close alike when they are tracked a little differently`(eyes: SIMD2<Float>) {
        let shown = EyePair.openness(eyes, yaw: 0)

        #expect(abs(shown.x - shown.y) < 1e-6 && abs(shown.x - (eyes.x + eyes.y) / 2) < 1e-6)
    }

    @Test func `eyes look as far aside as the driver's`() throws {
        let puppet = try Portraits.drawnPuppet()
        var aside = Performance.still
        aside.gaze = SIMD2(0.1, 0)
        let texture = SourceTexture(of: Picture(width: 400, height: 400), width: 400, height: 400)
        let eye = EyeMesh(puppet.source.eyes[0], landmarks: puppet.source.landmarks, texture: texture)
        func iris(_ performance: Performance) -> Float { eye.vertices(puppet.pose(performance)).last?.x ?? 0 }

        let numbers = puppet.source.eyes[0].numbers
        let width = (puppet.source.landmarks[numbers.right].xy - puppet.source.landmarks[numbers.left].xy).length
        #expect(abs(iris(aside) - iris(.still)) > 0.095 * width)
    }

    @Test func `a wink stays a wink`() {
        let shown = EyePair.openness(SIMD2(0.05, 1), yaw: 0.05)

        #expect(abs(shown.x - 0.05) < 1e-5 && abs(shown.y - 1) < 1e-5)
    }

    @Test func `an eye that turns away with the head follows the other, and winks no more`() {
        // To the left of the picture: eye A, on the left, is the far one and reads as nearly shut.
        let left = EyePair.openness(SIMD2(0.1, 1), yaw: 0.6)
        let right = EyePair.openness(SIMD2(1, 0.1), yaw: -0.6)

        #expect((left - SIMD2(1, 1)).length < 1e-6 && (right - SIMD2(1, 1)).length < 1e-6)
        #expect((EyePair.shared(SIMD2(0.3, 0), SIMD2(0.1, 0.02), yaw: 0.6) - SIMD2(0.1, 0.02)).length < 1e-6)
    }
}
