import Foundation
import Media
import Testing

@Suite struct RenditionTests {
    /// Two seconds with sound, marked as results are.
    private func result() async throws -> String {
        try await Fixture.shared.file(
            "result.mp4",
            Fixture.quarters(960, 720, seconds: 2) + Fixture.tone(seconds: 2) + [
                "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "use_metadata_tags",
                "-metadata", "comment=AI-generated video: a test & more", "-metadata", "task_id=42",
            ])
    }

    private func made(_ form: Rendition, _ name: String, of source: String? = nil) async throws -> String {
        let output = Fixture.shared.newPath(name)
        var path = source
        if path == nil { path = try await result() }
        let outcome = try await Program.run(
            Program.greenroomMedia, ["rendition", try #require(path), "-o", output, "--form", form.rawValue])
        try #require(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        return output
    }

    private func probe(_ path: String, _ entries: String) async throws -> String {
        let outcome = try await Program.run(
            "ffprobe", ["-v", "error", "-count_frames", "-show_entries", entries, "-of", "default=nk=0:nw=1", path])
        return outcome.output
    }

    @Test func `a small film has its sound and its marks`() async throws {
        let path = try await made(.small, "small.mp4")

        let seen = try await probe(path, "stream=codec_name,width,height,nb_read_frames:format_tags")
        #expect(seen.contains("codec_name=h264") && seen.contains("codec_name=aac"), "\(seen)")
        #expect(seen.contains("width=640") && seen.contains("height=480") && seen.contains("nb_read_frames=50"))
        #expect(seen.contains("AI-generated video: a test & more") && seen.contains("task_id=42"))
        #expect(try bytes(of: path).count < (try bytes(of: try await result()).count))
    }

    @Test func `a film for editors has every picture, its sound and its marks`() async throws {
        let path = try await made(.prores, "edit.mov")

        let seen = try await probe(path, "stream=codec_name,width,pix_fmt,nb_read_frames:format_tags")
        #expect(seen.contains("codec_name=prores") && seen.contains("codec_name=aac"), "\(seen)")
        #expect(seen.contains("pix_fmt=yuv422p10le") && seen.contains("width=960"))
        #expect(seen.contains("nb_read_frames=50") && seen.contains("AI-generated video"))
        let frame = try #require(try VideoReader(path: path).next()).picture
        let middle = frame.bytes + (180 * 960 + 240) * 4
        #expect(middle[0] > 200 && middle[1] < 50 && middle[2] < 50, "the upper left quarter is red")
    }

    @Test func `the sound alone is an MP3 that says what it is`() async throws {
        let path = try await made(.audio, "sound.mp3")

        let seen = try await probe(path, "stream=codec_name:format_tags")
        #expect(seen.contains("codec_name=mp3") && seen.contains("AI-generated video"), "\(seen)")
    }

    @Test func `a moving picture plays over and over, and says that a machine made it`() async throws {
        let gif = try await made(.gif, "loop.gif")
        let webp = try await made(.webp, "loop.webp")

        let seen = try await probe(gif, "stream=codec_name,width,nb_read_frames")
        #expect(seen.contains("codec_name=gif") && seen.contains("width=480"), "\(seen)")
        let frames = seen.split(separator: "\n").first { $0.hasPrefix("nb_read_frames=") }?.split(separator: "=").last
        #expect((22...26).contains(Int(frames ?? "") ?? 0), "\(seen)")
        let content = Data(try bytes(of: gif))
        #expect(content.range(of: Data("NETSCAPE2.0".utf8)) != nil)
        #expect(content.range(of: Data("AI-generated video: a test & more".utf8)) != nil)

        let picture = Data(try bytes(of: webp))
        #expect(picture.starts(with: Data("RIFF".utf8)) && picture[8..<16] == Data("WEBPVP8X".utf8))
        #expect(picture[20] & 0x06 == 0x04, "has XMP; what never moves is one picture")
        let size = picture[4..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        #expect(size == picture.count - 8)
        #expect(picture.range(of: Data("a test &amp; more".utf8)) != nil)
        let still = try StillImage.load(path: webp).picture
        #expect(still.width == 480 && still.height == 360)
        let corner = still.bytes + (90 * 480 + 120) * 4
        #expect(corner[0] > 180 && corner[1] < 80 && corner[2] < 80, "the upper left quarter is red")
    }

    @Test func `a moving picture moves, and says that a machine made it`() async throws {
        let source = try await Fixture.shared.file(
            "moving.mp4",
            [
                "-f", "lavfi", "-i", "testsrc=size=320x240:rate=24:duration=1", "-c:v", "libx264", "-pix_fmt",
                "yuv420p",
                "-metadata", "comment=AI-generated video: it moves",
            ])

        let picture = Data(try bytes(of: try await made(.webp, "moving.webp", of: source)))

        #expect(picture[8..<16] == Data("WEBPVP8X".utf8) && picture[20] & 0x06 == 0x06)
        #expect(picture.range(of: Data("ANMF".utf8)) != nil)
        #expect(picture.range(of: Data("it moves".utf8)) != nil)
    }
}
