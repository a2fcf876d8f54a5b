import Foundation
import Testing

@testable import Media

/// Probe, reader and poster mean the same track of a file, and a sound nobody can decode does not cost its pictures.
@Suite struct TrackTests {
    /// A clip of 320 x 240 with a depth map of more frames behind or before it.
    private static func withDepthMap(_ name: String, mapFirst: Bool) async throws -> String {
        let clip = try await MediaSample.file("h264.mp4")
        let order = mapFirst ? ["-map", "1:v", "-map", "0:v", "-map", "0:a"] : ["-map", "0", "-map", "1:v"]
        let (main, map) = mapFirst ? (1, 0) : (0, 1)
        return try await Fixture.shared.file(
            name,
            ["-i", clip, "-f", "lavfi", "-i", "color=gray:s=160x120:r=50:d=1"] + order + [
                "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "copy", "-disposition:v:\(main)", "default",
                "-disposition:v:\(map)", "0",
            ])
    }

    @Test(arguments: [("behind.mov", false), ("before.mov", true), ("behind.mkv", false), ("before.mkv", true)])
    func `a depth map is not the picture`(_ name: String, _ mapFirst: Bool) async throws {
        let path = try await Self.withDepthMap(name, mapFirst: mapFirst)

        let facts = try MediaFacts.probe(path: path)
        let reader = try VideoReader(path: path)

        #expect(facts.video?.width == 320 && facts.video?.height == 240)
        #expect(abs((facts.video?.fps ?? 0) - 25) < 0.1)
        #expect(reader.width == 320 && reader.height == 240)
        #expect(abs(reader.frameRate - 25) < 0.1)
        #expect(reader.frameCountEstimate == facts.video?.frames)
        #expect(reader.durationMs == facts.durationMs)
    }

    @Test(arguments: ["mov", "mkv"])
    func `of several sounds the default is heard`(_ ending: String) async throws {
        let clip = try await MediaSample.file("silent.mp4")
        let path = try await Fixture.shared.file(
            "two-sounds.\(ending)",
            ["-i", clip, "-f", "lavfi", "-i", "sine=440:r=44100:d=1", "-f", "lavfi", "-i", "sine=880:r=48000:d=1"] + [
                "-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:v", "copy", "-c:a", "aac", "-disposition:a:0", "0",
                "-disposition:a:1", "default",
            ])

        #expect(try MediaFacts.probe(path: path).audio?.sampleRate == 48_000)
    }

    @Test func `a sound that can be decoded comes before the default that cannot`() async throws {
        let clip = try await MediaSample.file("silent.mp4")
        let path = try await Fixture.shared.file(
            "dts-and-aac.mkv",
            ["-i", clip, "-f", "lavfi", "-i", "sine=440:r=48000:d=1", "-f", "lavfi", "-i", "sine=440:r=44100:d=1"] + [
                "-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:v", "copy", "-c:a:0", "dca", "-strict", "-2",
                "-c:a:1", "aac", "-disposition:a:0", "default",
            ])

        let facts = try MediaFacts.probe(path: path)

        #expect(facts.audio?.codec == "aac" && facts.unreadableSound == nil)
    }

    @Test(arguments: [("dca", "dts", "mkv"), ("dca", "dts", "mov"), ("truehd", "truehd", "mkv")])
    func `the only sound cannot be decoded`(_ encoder: String, _ codec: String, _ ending: String) async throws {
        let clip = try await MediaSample.file("silent.mp4")
        let path = try await Fixture.shared.file(
            "\(codec).\(ending)",
            ["-i", clip, "-f", "lavfi", "-i", "sine=440:r=48000:d=1", "-map", "0:v", "-map", "1:a", "-c:v", "copy"] + [
                "-ac", "2", "-c:a", encoder, "-strict", "-2",
            ])

        let facts = try MediaFacts.probe(path: path)
        let reader = try VideoReader(path: path)

        #expect(facts.kind == .video && facts.audio == nil && facts.unreadableSound == codec)
        #expect(facts.json.contains("\"unreadable_sound\":\"\(codec)\""))
        #expect(reader.hasAudio == false)
        #expect(try reader.next() != nil)
        let error = #expect(throws: MediaError.self) { _ = try SoundReader(path: path) }
        #expect(error?.message.contains(codec) == true)
    }
}
