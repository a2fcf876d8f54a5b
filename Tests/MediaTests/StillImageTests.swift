import Media
import Testing

@Suite struct StillImageTests {
    @Test(arguments: MediaSample.images)
    func `reads every kind of picture`(_ sample: MediaSample) async throws {
        let image = try StillImage.load(path: try await sample.file())

        #expect(
            image.hasAlpha
                == (sample.name.hasPrefix("alpha") || ["lossless.webp", "picture.gif"].contains(sample.name)))
        #expect(image.picture.width == 320 && image.picture.height == 240)
        if sample.name == "alpha.webp" {
            #expect(abs(Colours.pixel(image.picture, 80, 60).w - 128) <= 2)
        } else if !sample.name.hasPrefix("gray") {
            try Colours.expectQuarters(image.picture, tolerance: 16)
        }
    }

    @Test(arguments: Array(1...8))
    func `turns a JPEG as its Exif orientation says`(_ orientation: Int) async throws {
        let plain = try bytes(of: try await MediaSample.file("fine.jpg"))
        let path = try Fixture.shared.file("turned.jpg", bytes: Exif.insert(orientation: orientation, into: plain))

        let image = try StillImage.load(path: path)
        let facts = try #require(try MediaFacts.probe(path: path).video)

        let swaps = orientation >= 5
        #expect(image.picture.width == (swaps ? 240 : 320))
        #expect(facts.width == image.picture.width && facts.height == image.picture.height)
        let (a, b, c, d) = (
            Colours.quarters.corners[0], Colours.quarters.corners[1], Colours.quarters.corners[2],
            Colours.quarters.corners[3]
        )
        // Exif 2.32, 4.6.4: where the stored top left corner is seen.
        let seen: [[SIMD3<Int>]] = [
            [a, b, c, d], [b, a, d, c], [c, d, a, b], [d, c, b, a], [a, d, c, b], [d, a, b, c], [c, b, a, d],
            [b, c, d, a],
        ]
        try Colours.expect(image.picture, Colours(seen[orientation - 1]), tolerance: 16)
    }

    @Test(arguments: ["rgb.png", "fine.jpg", "picture.webp"], [40, 41, 200])
    func `makes the long side as asked`(_ name: String, _ side: Int) async throws {
        let picture = try StillImage.load(path: try await MediaSample.file(name), maxSide: side).picture

        #expect(picture.width == side)
        #expect(abs(Double(picture.height) - Double(side) * 0.75) <= 0.5)
        try Colours.expectQuarters(picture, tolerance: 16)
    }

    @Test func `keeps colours hidden under transparent pixels out of the edges`() async throws {
        // The left half is opaque green, the right half transparent red.
        let path = try await Fixture.shared.file(
            "hidden.png",
            [
                "-f", "lavfi", "-i", "color=lime:s=101x40,format=rgba", "-frames:v", "1", "-vf",
                "geq=r='if(lt(X,51),0,255)':g='if(lt(X,51),255,0)':b=0:a='if(lt(X,51),255,0)'",
            ])

        let picture = try StillImage.load(path: path, maxSide: 10).picture

        for x in 0..<10 {
            let pixel = Colours.pixel(picture, x, 1)
            #expect(pixel.w == 0 || pixel.x == 0, "red shows in column \(x): \(pixel)")
        }
        #expect(Colours.pixel(picture, 0, 1).w == 255)
        #expect(Colours.pixel(picture, 9, 1).w == 0)
    }

    @Test func `writes a JPEG that others read, transparent parts white`() async throws {
        let picture = Picture(width: 33, height: 17)
        for x in 0..<16 {
            for y in 0..<17 {
                let pixel = picture.bytes + y * picture.rowBytes + x * 4
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (200, 30, 60, 255)
            }
        }
        let path = Fixture.shared.newPath("written.jpg")

        try StillImage.writeJPEG(picture, to: path, quality: 90)

        let judge = try await Judge.ask(about: path)
        #expect(judge.video?.codecName == "mjpeg" && judge.video?.width == 33 && judge.video?.height == 17)
        let back = try StillImage.load(path: path).picture
        let (left, right) = (Colours.pixel(back, 4, 8), Colours.pixel(back, 28, 8))
        #expect(abs(left.x - 200) < 8 && abs(left.y - 30) < 8 && abs(left.z - 60) < 8)
        #expect(right.x > 247 && right.y > 247 && right.z > 247)
    }

    @Test func `says where a JPEG cannot be written, without its path`() {
        let picture = Picture(width: 2, height: 2)

        #expect(throws: MediaError.writeFailed("Creating the picture: No such file or directory.")) {
            try StillImage.writeJPEG(picture, to: "/nowhere/at/all.jpg", quality: 90)
        }
    }

    @Test func `refuses a picture with more pixels than the limit before it decodes`() throws {
        // A PNG header is all it takes to claim 30000 x 30000.
        let path = try Fixture.shared.file("bomb.png", bytes: Bomb.png(width: 30_000, height: 30_000))

        let error = #expect(throws: MediaError.self) { try StillImage.load(path: path) }

        #expect(
            error?.message.hasPrefix(
                "The picture is 30000 x 30000 pixels; 200 million pixels are the most for its file type.") == true)
    }

    @Test func `says that a video is not a picture`() async throws {
        let path = try await MediaSample.file("h264.mp4")

        #expect(throws: MediaError.unsupported("This is a video or sound, not a picture.")) {
            try StillImage.load(path: path)
        }
    }
}

enum Exif {
    /// Puts an APP1 segment with one tag, big-endian, behind the start of a JPEG.
    static func insert(orientation: Int, into jpeg: [UInt8]) -> [UInt8] {
        let tiff: [UInt8] =
            [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1] + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0]
            + [0, 0, 0, 0]
        let segment = Array("Exif\0\0".utf8) + tiff
        return Array(jpeg.prefix(2)) + [0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment + jpeg.dropFirst(2)
    }
}

enum Bomb {
    static func png(width: Int, height: Int) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> ($0 * 8) & 255) } }
        let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let size = number(13) + Array("IHDR".utf8) + number(width) + number(height) + [8, 6, 0, 0, 0] + number(0)
        return head + size + number(4) + Array("IDAT".utf8) + [0x78, 0x9C, 0, 0] + number(0)
    }
}
