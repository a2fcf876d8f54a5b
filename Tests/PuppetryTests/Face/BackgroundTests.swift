import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// What is behind a moving head stands still, and nothing is seen that lies beyond the picture's edges.
struct BackgroundTests {
    private static let side = 400

    private let puppet: FacePuppet
    private let neutral: NeutralFace

    init() throws {
        var puppet = try Portraits.drawnPuppet()
        puppet.frame = SIMD2(Double(Self.side), Double(Self.side))
        self.puppet = puppet
        neutral = try Portraits.neutral()
    }

    /// How far a pixel is from the middle of the head, 1 on the head's edge.
    private func distance(_ x: Int, _ y: Int) -> Float { SIMD2((Float(x) - 200) / 135, (Float(y) - 190) / 165).length }

    /// A head before a wall of stripes.
    private func portrait() -> (picture: Picture, mask: Plane) {
        let picture = Twin.gradient(width: Self.side, height: Self.side)
        var mask = Plane(width: Self.side, height: Self.side)
        for y in 0..<Self.side {
            for x in 0..<Self.side {
                mask[x, y] = distance(x, y) < 1 ? 1 : 0
                guard distance(x, y) >= 1 else { continue }
                let at = picture.bytes + y * picture.rowBytes + 4 * x
                for c in 0..<3 { at[c] = (x / 10 + y / 10) % 2 == 0 ? 60 : 190 }
            }
        }
        return (picture, mask)
    }

    private func drawn(_ picture: Picture, _ texture: SourceTexture, cutOut: CutOut?, head: HeadMotion) -> Picture {
        let painter = PortraitPainter(
            source: picture, texture: texture, face: puppet.source, neutral: neutral,
            tone: SkinTone(of: puppet.source.landmarks.seen, in: picture), cutOut: cutOut, bands: 1)
        var acted = Performance.still
        acted.head = head
        let made = Picture(width: Self.side, height: Self.side)
        painter.paint(puppet.pose(acted), onto: made, driver: nil)
        return made
    }

    private func texture(_ picture: Picture) -> SourceTexture {
        SourceTexture(of: picture, width: Self.side, height: Self.side)
    }

    @Test func `a wall does not bend with the head before it`() {
        let (picture, mask) = portrait()
        let moved = HeadMotion(
            turn: Matrix3(rotationVector: SIMD3(0, 0.25, 0.15)), growth: 1, shift: SIMD2(1, 0.3))
        func likeness(_ cutOut: CutOut?) -> Double {
            decibels(drawn(picture, texture(picture), cutOut: cutOut, head: moved), picture) { distance($0, $1) > 1.3 }
        }

        #expect(likeness(nil) < 25)
        #expect(likeness(CutOut(mask, of: picture)) > 60)
    }

    @Test func `the head moves though it was cut out, and where it was the wall goes on`() {
        let (picture, mask) = portrait()
        let moved = HeadMotion(turn: .identity, growth: 1, shift: SIMD2(2, 0))
        let made = drawn(picture, texture(picture), cutOut: CutOut(mask, of: picture), head: moved)

        // The head's edge has gone from here to the right: there is wall now, grey as it is in the mean.
        let bared = (66..<72).map { Twin.colour(made, $0, 190) }
        #expect(bared.allSatisfy { abs($0.x - $0.z) < 12 })
        #expect(decibels(made, picture) { distance($0, $1) < 0.8 } < 45)
    }

    @Test func `a head that was cut out and stands still gives the picture back`() {
        let (picture, mask) = portrait()

        let made = drawn(picture, texture(picture), cutOut: CutOut(mask, of: picture), head: .rest)

        #expect(decibels(made, picture) > 45)
    }

    @Test(arguments: [SIMD2<Double>(6, 0), SIMD2(-6, 0), SIMD2(0, 6), SIMD2(0, -6)], [false, true])
    func `what was made up beyond the edges is never seen`(shift: SIMD2<Double>, isCutOut: Bool) {
        let (picture, mask) = portrait()
        let cutOut = isCutOut ? CutOut(mask, of: picture) : nil
        let texture = texture(picture)
        let pad = (texture.picture.width - Self.side) / 2
        for y in 0..<texture.picture.height {
            for x in 0..<texture.picture.width
            where min(x, y) < pad - 1 || max(x, y) > pad + Self.side {
                let at = texture.picture.bytes + y * texture.picture.rowBytes + 4 * x
                (at[0], at[1], at[2]) = (0, 0, 255)
            }
        }

        let head = HeadMotion(
            turn: Matrix3(rotationVector: SIMD3(shift.y, shift.x, 0) * 0.05), growth: 0.9, shift: shift)
        let made = drawn(picture, texture, cutOut: cutOut, head: head)

        let blue = (0..<Self.side * Self.side).count { index in
            let colour = Twin.colour(made, index % Self.side, index / Self.side)
            return colour.z > colour.x + 120 && colour.z > colour.y + 120
        }
        #expect(blue == 0)
    }
}
