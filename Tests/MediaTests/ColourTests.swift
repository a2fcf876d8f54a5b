import Foundation
import Testing

@testable import Media

/// Whatever a file's numbers mean, frames and stills come in the colours of BT.709.
@Suite struct ColourTests {
    /// A quarter each, clockwise, as sRGB.
    private static let colours = Colours([[200, 70, 50], [60, 160, 80], [190, 185, 170], [60, 80, 190]])

    private static let picture: [String] = {
        let boxes = [("0", "0", "0xC84632"), ("iw/2", "0", "0x3CA050"), ("0", "ih/2", "0x3C50BE")]
            .map { "drawbox=\($0):\($1):iw/2:ih/2:\($2):t=fill" }
        let graph = ["color=0xBEB9AA:s=320x240:r=25:d=0.2", "format=gbrp"] + boxes
        return ["-f", "lavfi", "-i", graph.joined(separator: ",")]
    }()

    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let zscale: String
        let tags: [String]
        var format = "yuv444p"
        var testDescription: String { name }
    }

    static let kinds = [
        Kind(name: "bt709", zscale: "m=bt709:r=limited", tags: ["bt709", "bt709", "bt709", "tv"]),
        Kind(name: "bt709-full", zscale: "m=bt709:r=full", tags: ["bt709", "bt709", "bt709", "pc"]),
        Kind(name: "bt601", zscale: "m=170m:r=limited", tags: ["bt709", "bt709", "smpte170m", "tv"]),
        Kind(name: "ntsc", zscale: "p=170m:m=170m:r=limited", tags: ["smpte170m", "bt709", "smpte170m", "tv"]),
        Kind(name: "pal", zscale: "p=bt470bg:m=470bg:r=limited", tags: ["bt470bg", "bt709", "bt470bg", "tv"]),
        Kind(name: "p3", zscale: "p=smpte432:m=bt709:r=limited", tags: ["smpte432", "bt709", "bt709", "tv"]),
        Kind(
            name: "bt2020", zscale: "p=2020:m=2020_ncl:r=limited", tags: ["bt2020", "bt2020-10", "bt2020nc", "tv"],
            format: "yuv420p10le"),
        Kind(
            name: "linear", zscale: "t=linear:m=bt709:r=limited", tags: ["bt709", "linear", "bt709", "tv"],
            format: "yuv444p10le"),
    ]

    @Test(arguments: kinds)
    func `a video's matrix, range, primaries and transfer`(_ kind: Kind) async throws {
        let tags = zip(["-color_primaries", "-color_trc", "-colorspace", "-color_range"], kind.tags).flatMap {
            [$0, $1]
        }
        let conversion =
            [kind.zscale]
            + (kind.zscale.contains("p=") ? [] : ["p=bt709"]) + (kind.zscale.contains("t=") ? [] : ["t=iec61966-2-1"])
        let path = try await Fixture.shared.file(
            "colour-\(kind.name).mp4",
            Self.picture + [
                "-vf",
                "format=gbrpf32le,zscale=pin=bt709:tin=iec61966-2-1:min=gbr:rin=full:\(conversion.joined(separator: ":")),format=\(kind.format)",
                "-c:v", "libx264", "-crf", "4",
            ] + tags)

        let frame = try #require(try VideoReader(path: path).next())

        try Colours.expect(frame.picture, Self.colours, tolerance: 6)
    }

    /// A scene with a bit of everything, as BT.709 and as a telephone's HDR.
    @Test(arguments: [("arib-std-b67", "hlg"), ("smpte2084", "pq")])
    func `high dynamic range looks like the same scene in BT.709`(_ transfer: String, _ name: String) async throws {
        let scene = [
            "-f", "lavfi", "-i",
            "gradients=s=320x180:c0=0x301818:c1=0xD08040:c2=0x2040A0:c3=0xC0C8B8:n=4:seed=7:d=0.2:r=25",
        ]
        let plain = try await Fixture.shared.file(
            "scene.mp4",
            scene + [
                "-vf", "scale=out_color_matrix=bt709,format=yuv420p", "-c:v", "libx264", "-crf", "6", "-colorspace",
                "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
            ])
        let high = try await Fixture.shared.file(
            "scene-\(name).mov",
            ["-i", plain] + [
                "-vf",
                "scale=in_color_matrix=bt709,format=gbrpf32le,zscale=tin=bt709:pin=bt709:min=gbr:rin=full:t=\(transfer):"
                    + "p=bt2020:m=bt2020nc:r=limited:npl=203,format=yuv420p10le",
                "-c:v", "libx265", "-x265-params",
                "log-level=none:crf=10:colorprim=bt2020:transfer=\(transfer):colormatrix=bt2020nc", "-tag:v", "hvc1",
                "-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc",
            ])
        let (first, second) = (Fixture.shared.newPath("plain.jpg"), Fixture.shared.newPath("high.jpg"))

        try Poster.write(of: plain, to: first, width: 320)
        try Poster.write(of: high, to: second, width: 320)

        let (wanted, seen) = (try StillImage.load(path: first).picture, try StillImage.load(path: second).picture)
        #expect(Self.difference(wanted, seen) <= 6)
        let frame = try #require(try VideoReader(path: high).next())
        #expect(Self.difference(wanted, frame.picture) <= 6)
    }

    private static func difference(_ one: Picture, _ other: Picture) -> Double {
        guard one.width == other.width, one.height == other.height else { return .infinity }
        var sum = 0
        for index in 0..<(one.rowBytes * one.height) where index % 4 < 3 {
            sum += abs(Int(one.bytes[index]) - Int(other.bytes[index]))
        }
        return Double(sum) / Double(one.width * one.height * 3)
    }

    /// The quarters with numbers of Display P3 instead of sRGB.
    private static func wide() async throws -> String {
        try await Fixture.shared.file(
            "wide.png",
            picture + [
                "-frames:v", "1", "-vf",
                "format=gbrpf32le,zscale=pin=bt709:tin=iec61966-2-1:min=gbr:rin=full:p=smpte432:t=iec61966-2-1:m=gbr:r=full,"
                    + "format=rgb24",
            ])
    }

    @Test func `a PNG's cICP`() async throws {
        let plain = try bytes(of: try await Self.wide())
        let path = try Fixture.shared.file("cicp.png", bytes: PNGChunk.insert("cICP", [12, 13, 0, 1], into: plain))

        try Colours.expect(try StillImage.load(path: path).picture, Self.colours, tolerance: 3)
    }

    @Test func `a PNG's cHRM and gAMA`() async throws {
        let plain = try bytes(of: try await Self.wide())
        func numbers(_ values: [UInt32]) -> [UInt8] {
            values.flatMap { value in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
        }
        let places = numbers([31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000])
        let withPlaces = PNGChunk.insert("cHRM", places, into: plain)
        let path = try Fixture.shared.file(
            "chrm.png", bytes: PNGChunk.insert("gAMA", numbers([45_455]), into: withPlaces))

        // 1 / 2.2 is not quite sRGB's curve.
        try Colours.expect(try StillImage.load(path: path).picture, Self.colours, tolerance: 6)
    }

    @Test func `a JPEG's ICC profile`() async throws {
        let picture = try StillImage.load(path: try await Self.wide()).picture
        let plain = Fixture.shared.newPath("wide.jpg")
        try StillImage.writeJPEG(picture, to: plain, quality: 100)
        let path = try Fixture.shared.file(
            "icc.jpg", bytes: DisplayP3.insert(into: try bytes(of: plain)))
        let poster = Fixture.shared.newPath("icc-poster.jpg")

        try Poster.write(of: path, to: poster, width: 160)

        try Colours.expect(try StillImage.load(path: path).picture, Self.colours, tolerance: 5)
        try Colours.expect(try StillImage.load(path: poster).picture, Self.colours, tolerance: 8)
    }

    @Test func `a WebP's ICC profile, in a picture and in an animation`() async throws {
        let picture = try await Self.wide()
        let still = try await Fixture.shared.file(
            "wide.webp", ["-i", picture, "-c:v", "libwebp", "-lossless", "1", "-pix_fmt", "bgra"])
        let pixels = Array(try bytes(of: still).dropFirst(12))
        let path = try Fixture.shared.file(
            "icc.webp", bytes: WebPFile.still(pixels, 320, 240, profile: DisplayP3.profile))
        let animation = try Fixture.shared.file(
            "icc-animation.webp", bytes: WebPFile.animation(pixels, 320, 240, profile: DisplayP3.profile))

        try Colours.expect(try StillImage.load(path: path).picture, Self.colours, tolerance: 3)
        try Colours.expect(try StillImage.load(path: animation).picture, Self.colours, tolerance: 3)
        #expect(try MediaFacts.probe(path: animation).kind == .image)
    }

    @Test(arguments: [("wide.heic", [String]()), ("wide.avif", ["-A"])])
    func `the ICC profile of a HEIC and an AVIF`(_ name: String, _ options: [String]) async throws {
        let picture = try StillImage.load(path: try await Self.wide()).picture
        let plain = Fixture.shared.newPath("wide.jpg")
        try StillImage.writeJPEG(picture, to: plain, quality: 100)
        let source = try Fixture.shared.file("icc.jpg", bytes: DisplayP3.insert(into: try bytes(of: plain)))
        let path = Fixture.shared.newPath(name)
        let outcome = try await Program.run("heif-enc", ["-q", "95"] + options + ["-o", path, source])
        try #require(outcome.status == 0, "heif-enc: \(outcome.errors)")

        try Colours.expect(try StillImage.load(path: path).picture, Self.colours, tolerance: 8)
    }

    @Test func `a profile that is damaged changes nothing`() async throws {
        let plain = Fixture.shared.newPath("plain.jpg")
        let picture = try StillImage.load(path: try await Self.wide()).picture
        try StillImage.writeJPEG(picture, to: plain, quality: 100)
        var profile = DisplayP3.profile
        for index in 128..<profile.count { profile[index] ^= 0xA5 }

        let path = try Fixture.shared.file(
            "broken-icc.jpg", bytes: DisplayP3.insert(profile, into: try bytes(of: plain)))

        #expect(Self.difference(try StillImage.load(path: path).picture, picture) < 4)
    }
}
