import CPuppetry
import Testing

@testable import Media
@testable import Puppetry

struct MouthTests {
    private static let size = 40

    /// A mouth across the middle of a patch: teeth hang from row 10, the lower lip is at row 30.
    private var mouth: puppet_mouth {
        puppet_mouth(
            centre: (20, 20), across: (1, 0), down: (0, 1), half_width: 18, teeth_half_width: 18, upper_edge: -10,
            lower_edge: 10, light: 0.7, teeth_light: 1, tint: (1, 1, 1), upper_teeth: 1, lower_teeth: 0)
    }

    /// Light that changes nothing, on skin like the driver's.
    private static let white = puppet_mouth_light(
        gain: (1, 1, 1), skin: (200, 160, 140), tint: (1, 1, 1), tone: (1, 1, 1), vividness: 1)

    private func painted(_ mouth: puppet_mouth, shade: Float) -> Picture {
        let patch = Picture(width: Self.size, height: Self.size)
        var mouth = mouth
        puppet_paint_mouth(
            patch.view, 0, 0, &mouth, [Float](repeating: shade, count: Self.size * Self.size))
        return patch
    }

    @Test func `hangs bright teeth from the skull over a dark cavity and a red tongue`() {
        let patch = painted(mouth, shade: 1)

        let (teeth, cavity) = (Twin.colour(patch, 18, 12), Twin.colour(patch, 4, 24))
        let tongue = Twin.colour(patch, 20, 28)
        #expect(teeth.min() > 100 && teeth.max() - teeth.min() < 60)
        #expect(cavity.max() < 80)
        #expect(tongue.x > 1.5 * tongue.y && tongue.x > cavity.x)
    }

    @Test func `teeth are a curved row of single ones under gums, darker towards the corners`() {
        let side = 200
        let patch = Picture(width: side, height: side)
        var mouth = mouth
        (mouth.centre, mouth.half_width, mouth.teeth_half_width) = ((100, 100), 90, 90)
        (mouth.upper_edge, mouth.lower_edge) = (-40, 60)
        puppet_paint_mouth(patch.view, 0, 0, &mouth, [Float](repeating: 1, count: side * side))
        func luma(_ u: Double, _ y: Int) -> Double { Twin.colour(patch, Int(100 + 90 * u), y).y }
        /// The last row in which a tooth is seen.
        func end(_ u: Double) -> Int { (60..<100).last { luma(u, $0) > 80 } ?? 0 }

        #expect(luma(0.265, 70) < 0.9 * luma(0.13, 70) && luma(0.265, 70) < 0.95 * luma(0.36, 70))
        #expect(end(0.13) > end(0.36) && end(0.36) > end(0.7))
        #expect(luma(0.68, 64) < 0.75 * luma(0.13, 64))
        let (gums, teeth) = (Twin.colour(patch, 112, 46), Twin.colour(patch, 112, 68))
        #expect(gums.x > 1.5 * gums.y && teeth.x < 1.3 * teeth.y)
    }

    @Test func `is darker just behind the lips`() {
        let (inside, edge) = (painted(mouth, shade: 1), painted(mouth, shade: 0))

        #expect(Twin.colour(edge, 18, 12).x < 0.5 * Twin.colour(inside, 18, 12).x)
    }

    @Test func `lays a mouth only where it covers, and a driver's only where it is seen`() {
        let onto = Picture(width: 4, height: 1)
        let (patch, guest) = (Picture(width: 4, height: 1), Picture(width: 4, height: 1))
        for x in 0..<4 {
            for c in 0..<3 { patch.bytes[4 * x + c] = 100 }
            for c in 0..<3 { guest.bytes[4 * x + c] = 250 }
            guest.bytes[4 * x + 3] = x == 3 ? 255 : 0
        }

        var light = Self.white
        puppet_lay_mouth(
            onto.view, patch.view, 0, 0, [0, 0.5, 1, 1], [1, 1, 1, 1], 1, guest.view, 1, &light)

        #expect((0..<3).map { onto.bytes[4 * $0] } == [0, 50, 100])
        #expect(onto.bytes[12] > 120)
    }

    /// A driver's mouth of one colour, laid into a face of such light.
    private func laid(_ colour: [UInt8], _ light: puppet_mouth_light) -> SIMD3<Double> {
        let (onto, patch, guest) = (
            Picture(width: 1, height: 1), Picture(width: 1, height: 1), Picture(width: 1, height: 1)
        )
        for c in 0..<3 { guest.bytes[c] = colour[c] }
        (guest.bytes[3], patch.bytes[3]) = (255, 0)
        var light = light
        puppet_lay_mouth(onto.view, patch.view, 0, 0, [1], [1], 1, guest.view, 1, &light)
        return Twin.colour(onto, 0, 0)
    }

    @Test func `a driver's teeth in the shade stay teeth, and its tongue stays red`() {
        let teeth = laid([105, 95, 88], Self.white)
        let tongue = laid([150, 75, 72], Self.white)

        #expect(teeth.x < 1.35 * teeth.z && teeth.x > 60)
        #expect(tongue.x > 1.6 * tongue.z)
    }

    @Test func `what brings a driver's skin to this one's colour leaves its teeth white`() {
        var warm = Self.white
        warm.gain = (1.6, 0.9, 0.6)

        let (teeth, plain) = (laid([205, 200, 192], warm), laid([205, 200, 192], Self.white))

        #expect(abs(teeth.x / teeth.z - plain.x / plain.z) < 0.02)
    }

    @Test func `a driver's mouth is as much of the picture's in a wide opening as in a narrow one`() throws {
        let puppet = try Portraits.drawnPuppet()
        func strength(gap: Float, share: Float) -> Float {
            var open = Performance.still
            open.extraGap = gap
            return DriverMouth(
                picture: Picture(width: 4, height: 4), landmarks: puppet.pose(open).points.seen,
                gain: SIMD3(repeating: 1), skin: SIMD3(200, 150, 130), share: share
            ).strength
        }

        // 15 pixels a centimetre, 0.35 of the gap: 3 pixels, and 15.
        #expect(strength(gap: 0.6, share: 0.5) == 0.5 && strength(gap: 3, share: 0.5) == 0.5)
        #expect(strength(gap: 0, share: 1) == 0)
    }

    @Test func `a mouth in a black-and-white photograph has no colours`() {
        var grey = Self.white
        grey.vividness = 0

        for colour: [UInt8] in [[150, 75, 72], [105, 95, 88], [230, 220, 210], [40, 10, 10]] {
            let made = laid(colour, grey)
            #expect(made.max() - made.min() <= 1)
        }
    }

    @Test func `lips pressed together in a smile are not opened, an open mouth is`() throws {
        let puppet = try Portraits.drawnPuppet()
        var open = Performance.still
        open.extraGap = 1.6
        let pose = puppet.pose(open)
        func pressed(inside: SIMD3<Float>) -> Float {
            let picture = Picture(width: 400, height: 400)
            for index in 0..<(400 * 400) { for c in 0..<3 { picture.bytes[4 * index + c] = UInt8(inside[c]) } }
            return DriverMouth(
                picture: picture, landmarks: pose.points.seen, gain: SIMD3(repeating: 1), skin: SIMD3(200, 150, 130)
            ).pressed
        }

        #expect(pressed(inside: SIMD3(190, 125, 110)) > 0.9)
        for inside in [SIMD3<Float>(60, 30, 25), SIMD3(220, 215, 200)] { #expect(pressed(inside: inside) == 0) }
        func gap(_ pose: FacePose) -> Float {
            pose.points[Landmark.lowerLip].y - pose.points[Landmark.upperLip].y
        }
        #expect(gap(pose) > 5 && abs(gap(pose.pressingLips(1))) < 0.1)
        #expect(pose.pressingLips(0).points == pose.points)
    }

    @Test func `tells a photograph without colours from one with them`() throws {
        let puppet = try Portraits.drawnPuppet()
        func vividness(_ lips: [UInt8]) -> Float {
            let picture = Picture(width: 400, height: 400)
            for index in 0..<(400 * 400) { for c in 0..<3 { picture.bytes[4 * index + c] = [180, 150, 110][c] } }
            for point in Landmark.outerUpperLip + Landmark.outerLowerLip {
                let at = puppet.source.landmarks[point]
                for y in (Int(at.y) - 4)...(Int(at.y) + 4) {
                    for x in (Int(at.x) - 4)...(Int(at.x) + 4) {
                        for c in 0..<3 { picture.bytes[y * picture.rowBytes + 4 * x + c] = lips[c] }
                    }
                }
            }
            return SkinTone(of: puppet.source.landmarks.seen, in: picture).vividness
        }

        #expect(vividness([90, 75, 55]) < 0.05)
        #expect(vividness([170, 90, 80]) > 0.95)
    }

    @Test func `stays within the picture when the mouth lies on its edge`() {
        let (onto, patch) = (Twin.noise(width: 6, height: 6), Twin.noise(width: 4, height: 4, seed: 2))
        let full = [Float](repeating: 1, count: 16)
        let none = puppet_picture()

        for (left, top) in [(-2, -2), (4, 4), (-9, 0), (50, 50)] {
            var light = Self.white
            puppet_lay_mouth(onto.view, patch.view, Int32(left), Int32(top), full, full, 1, none, 0, &light)
        }

        #expect(onto.bytes[0] == patch.bytes[4 * (2 * 4 + 2)])
        #expect(onto.bytes[4 * 35] == patch.bytes[4 * 5])
    }

    @Test func `teeth are white in daylight and yellow under old varnish`() throws {
        let puppet = try Portraits.drawnPuppet()
        func tone(_ colour: [UInt8]) -> SkinTone {
            let picture = Picture(width: 400, height: 400)
            for index in 0..<(400 * 400) { for c in 0..<3 { picture.bytes[4 * index + c] = colour[c] } }
            return SkinTone(of: puppet.source.landmarks.seen, in: picture)
        }

        let (daylight, dark, varnish) = (tone([198, 166, 146]), tone([90, 56, 40]), tone([190, 147, 84]))

        #expect(daylight.veil == 0 && daylight.light.max() - daylight.light.min() < 0.05)
        #expect(dark.veil == 0)
        // As yellow as the skin, whose hue is all there is to tell the light by.
        #expect(varnish.veil > 0.7 && varnish.light.z < 0.7 && varnish.light.x / varnish.light.y > 1.2)
    }

    @Test func `leaves a closed mouth alone`() throws {
        let puppet = try Portraits.drawnPuppet()
        let picture = Twin.gradient(width: 400, height: 400)
        let before = Twin.gradient(width: 400, height: 400)
        let painter = MouthPainter(
            triangles: try Portraits.neutral().mouthAndRimTriangles.flatMap { [$0.x, $0.y, $0.z] },
            skin: SkinTone(of: puppet.source.landmarks.seen, in: picture), teeth: nil)

        painter.paint(puppet.pose(.still), onto: picture, driver: nil)
        #expect(decibels(picture, before) > 89)

        var open = Performance.still
        open.extraGap = 3
        painter.paint(puppet.pose(open), onto: picture, driver: nil)
        #expect(decibels(picture, before) < 40)
    }
}
