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

    @Test func `a PNG that would have to be held whole says what to do`() async throws {
        let small = try bytes(of: try await MediaSample.file("rgb.png"))
        // Width and height stand behind the signature and the first chunk's head (W3C PNG, 11.2.1).
        let sides: [UInt8] = [0, 0, 0x37, 0x40, 0, 0, 0x29, 0x70]
        let path = try Fixture.shared.file("huge.png", bytes: small.prefix(16) + sides + small.dropFirst(24))

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
}
