import CPuppetry
import Testing

@testable import Media
@testable import Puppetry

/// A shut eye is shut, whatever the outline of the open one is worth.
struct LidTests {
    private static let skin = SIMD3<Float>(210, 160, 130)
    private static let iris = SIMD3<Float>(60, 110, 200)
    private static let lashes = SIMD3<Float>(40, 20, 15)

    private let puppet: FacePuppet
    private let neutral: NeutralFace

    init() throws {
        puppet = try Portraits.drawnPuppet()
        neutral = try Portraits.neutral()
    }

    /// Skin with two eyes that reach `beyond` farther than the landmarks tell, shares of their widths, and end in lashes.
    /// - Parameter sideways: how much of that is true of their corners.
    private func face(beyond: Float, sideways: Float = 0) -> Picture {
        let picture = Picture(width: 400, height: 400)
        fill(picture, Self.skin) { _, _ in true }
        for eye in EyeNumbers.both {
            let ring = eye.ring.map { puppet.source.landmarks[$0].xy.vector }
            let width = (ring[8] - ring[0]).length
            func grown(_ by: Float) -> SIMD2<Float> { SIMD2(sideways, 1) * (by * width) }
            paint(picture, ring, grown: grown(beyond + 0.06), Self.lashes)
            paint(picture, ring, grown: grown(beyond), Self.iris)
        }
        return picture
    }

    private func paint(_ picture: Picture, _ ring: [SIMD2<Float>], grown: SIMD2<Float>, _ colour: SIMD3<Float>) {
        let centre = ring.reduce(.zero, +) / Float(ring.count)
        let corners = ring.map { point in point + (point - centre) / (point - centre).length * grown }
        var coverage = [Float](repeating: 0, count: 400 * 400)
        var scratch = [Float](repeating: 0, count: 2 * corners.count)
        puppet_polygon_coverage(
            corners.flatMap { [$0.x, $0.y] }, Int32(corners.count), &coverage, 400, 400, 0, 0, &scratch)
        fill(picture, colour) { x, y in coverage[400 * y + x] > 0.5 }
    }

    private func fill(_ picture: Picture, _ colour: SIMD3<Float>, where isOurs: (Int, Int) -> Bool) {
        for y in 0..<picture.height {
            for x in 0..<picture.width where isOurs(x, y) {
                let at = picture.bytes + y * picture.rowBytes + 4 * x
                for c in 0..<3 { at[c] = UInt8(colour[c]) }
                at[3] = 255
            }
        }
    }

    /// Pixels round the eyes that are still the iris's.
    private func irisLeft(_ picture: Picture) -> Int {
        var count = 0
        for y in 0..<400 {
            for x in 0..<400 {
                let at = picture.bytes + y * picture.rowBytes + 4 * x
                if Int(at[2]) > Int(at[0]) + 30 { count += 1 }
            }
        }
        return count
    }

    private func drawn(_ picture: Picture, eyes: Float) -> Picture {
        let painter = PortraitPainter(
            source: picture, texture: SourceTexture(of: picture, width: 400, height: 400), face: puppet.source,
            neutral: neutral, tone: SkinTone(of: puppet.source.landmarks.seen, in: picture), bands: 1)
        let made = Picture(width: 400, height: 400)
        var acted = Performance.still
        acted.eyes = SIMD2(repeating: eyes)
        painter.paint(puppet.pose(acted), onto: made, driver: nil)
        return made
    }

    @Test(arguments: [0, 0.02, 0.04] as [Float])
    func `a shut eye shows no iris, though its outline was found too small`(beyond: Float) {
        let picture = face(beyond: beyond)

        #expect(irisLeft(picture) > 500)
        #expect(irisLeft(drawn(picture, eyes: 1)) > irisLeft(picture) / 2)
        #expect(irisLeft(drawn(picture, eyes: 0)) < 30)
    }

    @Test func `a shut eye ends in its lashes`() {
        let made = drawn(face(beyond: 0.03), eyes: 0)

        let eye = EyeNumbers.a
        let lid = puppet.source.landmarks[eye.lower[3]]
        let lumas = (-6...4).map { off in
            let colour = Twin.colour(made, Int(lid.x), Int(lid.y) + off)
            return 0.299 * colour.x + 0.587 * colour.y + 0.114 * colour.z
        }
        #expect((lumas.min() ?? 255) < 110)
        // Above them the lid is skin.
        let above = Twin.colour(made, Int(lid.x), Int((puppet.source.landmarks[eye.upper[3]].y + lid.y) / 2))
        #expect(above.x > 150 && above.x > above.z + 40)
    }

    @Test func `a shut eye under a deep brow is covered by skin, not by the shade above it`() {
        let picture = face(beyond: 0)
        for eye in EyeNumbers.both {
            let ring = eye.ring.map { puppet.source.landmarks[$0].xy.vector }
            let width = (ring[8] - ring[0]).length
            paint(picture, ring, grown: SIMD2(0.02, 0.13) * width, SIMD3(70, 60, 60))
            paint(picture, ring, grown: .zero, Self.iris)
        }

        let made = drawn(picture, eyes: 0)

        for eye in EyeNumbers.both {
            let (upper, lower) = (puppet.source.landmarks[eye.upper[3]], puppet.source.landmarks[eye.lower[3]])
            let lid = Twin.colour(made, Int(lower.x), Int(upper.y + 0.4 * (lower.y - upper.y)))
            #expect(lid.x > 165 && lid.x > lid.z + 40)
        }
    }

    @Test func `an eye larger than the network thinks is found whole, and a human one is left alone`() {
        let shapes = EyeNumbers.both.map { eye in
            let ring = eye.ring.map { puppet.source.landmarks.seen[$0].xy }
            return EyeShape(contour: ring, iris: .mean(ring), irisRadius: 0.2, openness: 0.3, gaze: .zero)
        }

        let large = EyeOutline.checked(shapes, in: face(beyond: 0.14, sideways: 1))
        let human = EyeOutline.checked(shapes, in: face(beyond: 0))

        #expect(human == shapes)
        for (before, after) in zip(shapes, large) {
            let width = (before.contour[8] - before.contour[0]).length
            let growth = zip(before.contour, after.contour).map { ($1 - $0).length / width }
            #expect(growth.mean > 0.1 && growth.mean < 0.22)
            #expect(after.irisRadius < before.irisRadius)
        }
    }

    @Test func `softens a seam and leaves the rest of the picture`() {
        let picture = Picture(width: 20, height: 20)
        fill(picture, SIMD3(0, 0, 0)) { _, _ in true }
        fill(picture, SIMD3(200, 200, 200)) { _, y in y >= 10 }
        var scratch = [UInt8](repeating: 0, count: 4 * 400)

        puppet_soften_line(picture.view, [2, 10, 18, 10], 2, 2, 1, &scratch, 400)

        let column = (0..<20).map { Twin.colour(picture, 10, $0).x }
        #expect(column[9] > 20 && column[10] < 180)
        #expect(column[...7].allSatisfy { $0 == 0 } && column[12...].allSatisfy { $0 == 200 })
        #expect(Twin.colour(picture, 10, 9) == Twin.colour(picture, 11, 9))
    }

    @Test func `a line outside the picture or without memory softens nothing`() {
        let (picture, before) = (Twin.noise(width: 12, height: 12), Twin.noise(width: 12, height: 12))
        var scratch = [UInt8](repeating: 0, count: 4 * 16)

        puppet_soften_line(picture.view, [-90, -90, -50, -40], 2, 2, 1, &scratch, 16)
        puppet_soften_line(picture.view, [2, 2, 10, 10], 2, 2, 1, &scratch, 16)
        puppet_soften_line(picture.view, [2, .nan, 10, 10], 2, 2, 1, &scratch, 16)

        #expect(decibels(picture, before) > 89)
    }
}
