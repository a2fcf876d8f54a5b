import Foundation
import Testing

@testable import Media

/// Pictures of telephones and scanners, of animations the first, and very large ones.
@Suite struct StillFormatTests {
    /// Made by libheif's own program.
    private static func heif(_ name: String, from sample: String, _ options: [String] = []) async throws -> String {
        let source = try await MediaSample.file(sample)
        let path = Fixture.shared.newPath(name)
        let outcome = try await Program.run("heif-enc", ["-q", "95"] + options + ["-o", path, source])
        try #require(outcome.status == 0, "heif-enc: \(outcome.errors)")
        return path
    }

    @Test(arguments: [
        ("picture.heic", ["-p", "chroma=444"], "hevc"), ("picture.avif", ["-A", "-p", "chroma=444"], "av1"),
    ])
    func `reads HEIC and AVIF`(_ name: String, _ options: [String], _ codec: String) async throws {
        let path = try await Self.heif(name, from: "rgb.png", options)

        let facts = try MediaFacts.probe(path: path)
        let image = try StillImage.load(path: path)

        #expect(facts.kind == .image && facts.container.rawValue == String(name.suffix(4)))
        #expect(facts.video?.codec == codec && facts.video?.width == 320 && facts.video?.height == 240)
        #expect(!image.hasAlpha)
        try Colours.expectQuarters(image.picture, tolerance: 16)
        try Colours.expectQuarters(try StillImage.load(path: path, maxSide: 80).picture, tolerance: 24)
    }

    @Test func `HEIC keeps what is transparent`() async throws {
        let image = try StillImage.load(path: try await Self.heif("clear.heic", from: "alpha.png"))

        #expect(image.hasAlpha)
        #expect(image.picture.width == 320)
    }

    @Test(arguments: ["heic", "avif"])
    func `damaged HEIC and AVIF are refused, and end nothing`(_ ending: String) async throws {
        let whole = try bytes(
            of: try await Self.heif("whole.\(ending)", from: "rgb.png", ending == "avif" ? ["-A"] : []))
        for part in 1..<12 {
            var bytes = Array(whole.prefix(whole.count * part / 12))
            for index in stride(from: 40 + part, to: bytes.count, by: 97) { bytes[index] ^= 0x5A }
            let path = try Fixture.shared.file("damaged.\(ending)", bytes: bytes)

            let outcome = try await Program.run(
                Program.greenroomMedia, ["poster", path, "-o", path + ".jpg", "--width", "64"])

            #expect(!outcome.wasKilled && [0, 3].contains(outcome.status), "\(part): \(outcome.errors)")
        }
    }

    @Test func `of an animated GIF the first picture`() async throws {
        let path = try await Fixture.shared.file(
            "moving.gif", Fixture.quarters() + ["-vf", "negate=enable='gt(n,2)'", "-pix_fmt", "rgb8"])

        #expect(try MediaFacts.probe(path: path).kind == .image)
        try Colours.expectQuarters(try StillImage.load(path: path).picture, tolerance: 24)
    }

    @Test func `of an animated WebP the first picture, where it lies`() async throws {
        let still = try await MediaSample.file("lossless.webp")
        let pixels = Array(try bytes(of: still).dropFirst(12))
        let whole = try Fixture.shared.file("whole.webp", bytes: WebPFile.animation(pixels, 320, 240))
        let part = try Fixture.shared.file(
            "part.webp", bytes: WebPFile.animation(pixels, 320, 240, left: 40, top: 20, canvas: (400, 300)))

        try Colours.expectQuarters(try StillImage.load(path: whole).picture, tolerance: 4)
        let image = try StillImage.load(path: part)
        #expect(image.picture.width == 400 && image.picture.height == 300 && image.hasAlpha)
        #expect(Colours.pixel(image.picture, 20, 10).w == 0)
        #expect(Colours.pixel(image.picture, 60, 40) == SIMD4(255, 0, 0, 255))
    }

    @Test func `an eXIf behind a PNG's pixels counts`() async throws {
        let plain = try bytes(of: try await MediaSample.file("rgb.png"))
        let tiff: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        let path = try Fixture.shared.file(
            "late.png", bytes: PNGChunk.insert("eXIf", tiff, into: plain, at: plain.count - 12))

        let image = try StillImage.load(path: path)

        #expect(image.picture.width == 240 && image.picture.height == 320)
        #expect(try MediaFacts.probe(path: path).video?.width == 240)
        try Colours.expect(image.picture, .quarters.turned(1), tolerance: 4)
    }

    @Test func `a telephone's 150 million pixels become a poster within the limits`() async throws {
        let path = try await Fixture.shared.file(
            "huge.jpg",
            [
                "-f", "lavfi", "-i", "color=0x3CA050:s=14144x10608", "-frames:v", "1", "-pix_fmt", "yuvj420p", "-q:v",
                "20",
            ])
        let poster = Fixture.shared.newPath("huge-poster.jpg")

        let outcome = try await Program.run(Program.greenroomMedia, ["poster", path, "-o", poster, "--width", "480"])

        #expect(outcome.status == 0, "\(outcome.output)")
        let pixel = Colours.pixel(try StillImage.load(path: poster).picture, 100, 100)
        #expect(abs(pixel.x - 60) < 8 && abs(pixel.y - 160) < 8 && abs(pixel.z - 80) < 8)
    }

    @Test func `a PNG of 150 million pixels becomes a poster within the limits`() async throws {
        let path = try await Fixture.shared.file(
            "huge.png",
            [
                "-f", "lavfi", "-i", "color=0x3CA050:s=14144x10608,format=rgb24", "-frames:v", "1", "-pred", "none",
                "-compression_level", "1",
            ])
        let poster = Fixture.shared.newPath("huge-png-poster.jpg")

        let outcome = try await Program.run(Program.greenroomMedia, ["poster", path, "-o", poster, "--width", "480"])

        #expect(outcome.status == 0, "\(outcome.output)")
        let picture = try StillImage.load(path: poster).picture
        #expect(picture.width == 480 && picture.height == 360)
        for (x, y) in [(1, 1), (240, 180), (478, 358)] {
            let pixel = Colours.pixel(picture, x, y)
            #expect(abs(pixel.x - 60) < 8 && abs(pixel.y - 160) < 8 && abs(pixel.z - 80) < 8, "\(x), \(y): \(pixel)")
        }
    }

    /// As it would be for a picture that is too large to be held, tried on small ones of every kind.
    @Test(arguments: [("rgb24", ""), ("gray", ""), ("pal8", ""), ("rgb48be", ""), ("rgba", "a='255*X/W'")])
    func `a PNG read row by row looks as one that is held whole`(_ format: String, _ alpha: String) async throws {
        let fading = alpha.isEmpty ? [] : ["-vf", "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':\(alpha)"]
        let path = try await Fixture.shared.file(
            "rows-\(format).png", Fixture.quarters() + fading + ["-frames:v", "1", "-pix_fmt", format])
        let file = try MediaBytes(path: path)
        let header = try ImageHeader.read(file)
        let whole = try StillImage.load(path: path, maxSide: 80)

        let reduced = try ReducedPNG(file, header, maxSide: 80)

        let picture = try Picture.make(width: 80, height: 60)
        let converter = FrameConverter(
            width: 80, height: 60, orientation: .upright, quality: .fine, space: reduced.space)
        try converter.convert(reduced.frame, into: picture)
        #expect(whole.picture.width == 80 && whole.picture.height == 60)
        for y in stride(from: 2, to: 60, by: 7) {
            for x in stride(from: 2, to: 80, by: 7) {
                let (one, other) = (Colours.pixel(whole.picture, x, y), Colours.pixel(picture, x, y))
                guard one.w > 0 || other.w > 0 else { continue }
                let difference = [one.x - other.x, one.y - other.y, one.z - other.z].map(abs).max() ?? 0
                // As far as it is seen: what is nearly transparent has few bits for its colour.
                #expect(
                    abs(one.w - other.w) < 4 && difference * one.w / 255 < 8, "\(x), \(y): \(one) and \(other)")
            }
        }
    }

    @Test func `a large PNG that is cut off is refused`() async throws {
        let bytes = try bytes(of: try await MediaSample.file("rgb.png"))
        let path = try Fixture.shared.file("cut-off.png", bytes: Array(bytes.prefix(bytes.count / 2)))
        let file = try MediaBytes(path: path)
        let header = try ImageHeader.read(file)

        let error = #expect(throws: MediaError.self) { try ReducedPNG(file, header, maxSide: 80) }

        #expect(error?.message.contains("damaged") == true)
    }

    @Test func `an interlaced PNG that would have to be held whole says what to do`() async throws {
        let small = try bytes(of: try await MediaSample.file("rgb.png"))
        // Width and height stand behind the signature and the first chunk's head, the passes at the end of the chunk
        // (W3C PNG, 11.2.1).
        let sides: [UInt8] = [0, 0, 0x37, 0x40, 0, 0, 0x29, 0x70]
        let path = try Fixture.shared.file(
            "interlaced.png", bytes: small.prefix(16) + sides + small[24..<28] + [1] + small.dropFirst(29))

        let error = #expect(throws: MediaError.self) { try StillImage.load(path: path, maxSide: 480) }

        let said = try #require(error?.message)
        #expect(said.contains("14144 x 10608") && said.contains("100 million") && said.contains("JPEG"), "\(said)")
    }

    @Test func `a poster is not black where the video begins black`() async throws {
        let path = try await Fixture.shared.file(
            "black-start.mp4",
            Fixture.quarters(seconds: 3) + [
                "-vf", "drawbox=color=black:t=fill:enable='lt(t,1)'", "-c:v", "libx264", "-pix_fmt", "yuv420p",
            ])
        let poster = Fixture.shared.newPath("poster.jpg")

        try Poster.write(of: path, to: poster, width: 320)

        try Colours.expectQuarters(try StillImage.load(path: poster).picture, tolerance: 24)
    }

    @Test(arguments: [
        ("libx264", ["-x264-params", "keyint=25:scenecut=0"]),
        ("libx265", ["-x265-params", "log-level=none:keyint=25:scenecut=0", "-tag:v", "hvc1"]),
    ])
    func `a poster is made where the video's beginning cannot be decoded`(_ codec: String, _ options: [String])
        async throws
    {
        let whole = try await Fixture.shared.file(
            "whole-\(codec).mp4",
            Fixture.quarters(seconds: 4) + ["-c:v", codec, "-pix_fmt", "yuv420p"] + options)
        var bytes = try bytes(of: whole)
        let start = try #require(Data(bytes).range(of: Data("mdat".utf8))).upperBound
        let end = try #require(Data(bytes).range(of: Data("moov".utf8))).lowerBound
        // The first second of four.
        for place in start..<(start + (end - start) / 4) { bytes[place] = 0x5A }
        let path = try Fixture.shared.file("damaged-\(codec).mp4", bytes: bytes)
        let poster = Fixture.shared.newPath("damaged-\(codec).jpg")

        try Poster.write(of: path, to: poster, width: 320)

        try Colours.expectQuarters(try StillImage.load(path: poster).picture, tolerance: 24)
    }
}
