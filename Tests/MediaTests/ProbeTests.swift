import Foundation
import Media
import Testing

/// ffprobe is the judge: it reads whole files where the probe reads headers.
@Suite struct ProbeTests {
    @Test(arguments: MediaSample.videos + MediaSample.sounds + MediaSample.images)
    func `says the same as ffprobe`(_ sample: MediaSample) async throws {
        let path = try await sample.file()
        let judge = try await Judge.ask(about: path)

        let facts = try MediaFacts.probe(path: path)

        #expect(facts.sizeBytes == judge.format.size.flatMap(Int64.init))
        if facts.kind == .image {
            #expect(facts.durationMs == nil)
        } else if let seconds = judge.format.duration.flatMap(Double.init) {
            // Of raw AAC ffprobe guesses the length.
            #expect(abs(Double(facts.durationMs ?? 0) - seconds * 1000) < (sample.name == "raw.aac" ? 250 : 10))
        } else {  // counted, where ffprobe does not
            #expect(abs((facts.durationMs ?? 0) - 1000) < 50)
        }
        #expect(facts.kind == (judge.video == nil ? .audio : sample.isImage ? .image : .video))
        #expect(facts.video?.codec == judge.video?.codecName)
        #expect(facts.video?.pixelFormat == judge.video?.pixFmt)
        #expect(facts.video?.width == judge.video?.width)
        #expect(facts.video?.height == judge.video?.height)
        if let fps = judge.video?.framesPerSecond, facts.kind == .video {
            #expect(abs((facts.video?.fps ?? 0) - fps) < 0.01 * fps)
        }
        if let frames = judge.video?.nbFrames.flatMap(Int.init), facts.kind == .video {
            #expect(facts.video?.frames == frames)
        }
        #expect(facts.audio?.codec == judge.audio?.codecName)
        #expect(facts.audio?.sampleRate == judge.audio?.sampleRate.flatMap(Int.init))
        #expect(facts.audio?.channels == judge.audio?.channels)
    }

    @Test(arguments: [(90, 90), (180, 180), (270, 270)])
    func `turns the sides of a rotated clip`(_ asked: Int, _ shown: Int) async throws {
        let path = try await Rotated.file(degreesClockwise: asked)

        let video = try #require(try MediaFacts.probe(path: path).video)

        #expect(video.rotation == shown)
        #expect(video.width == (asked == 180 ? 320 : 240))
        #expect(video.height == (asked == 180 ? 240 : 320))
    }

    @Test func `a song with a cover is a sound`() async throws {
        let cover = try await MediaSample.file("picture.jpg")
        let song = try await MediaSample.file("sound.mp3")
        let path = try await Fixture.shared.file(
            "cover.mp3", ["-i", song, "-i", cover, "-map", "0", "-map", "1", "-c", "copy", "-id3v2_version", "3"])

        let facts = try MediaFacts.probe(path: path)

        #expect(facts.kind == .audio)
        #expect(facts.video == nil)
    }

    @Test func `an MP4 that holds only sound is an M4A and the other way round`() async throws {
        let sound = try await Fixture.shared.file("sound-in.mp4", Fixture.tone())
        let video = try await Fixture.shared.file(
            "video-in.m4a", Fixture.quarters() + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "ipod"])

        #expect(try MediaFacts.probe(path: sound).container == .m4a)
        #expect(try MediaFacts.probe(path: video).container == .mp4)
    }

    @Test func `its JSON is what Codable would write`() async throws {
        let facts = try MediaFacts.probe(path: try await MediaSample.file("h264.mp4"))

        let decoded = try JSONDecoder().decode(MediaFacts.self, from: Data(facts.json.utf8))

        #expect(decoded == facts)
        #expect(!facts.json.contains("\n"))
    }
}

extension MediaSample {
    var isImage: Bool { MediaSample.images.contains { $0.name == name } }
}

/// The clip `h264.mp4` marked as turned.
enum Rotated {
    static func file(degreesClockwise: Int) async throws -> String {
        let plain = try await MediaSample.file("h264.mp4")
        // ffmpeg 5 counts the tag the other way round.
        return try await Fixture.shared.file(
            "rotated-\(degreesClockwise).mp4",
            ["-i", plain, "-c", "copy", "-metadata:s:v", "rotate=\(360 - degreesClockwise)"])
    }
}

/// The parts of ffprobe's answer that are compared.
struct Judge: Decodable, Sendable {
    struct Format: Decodable, Sendable {
        let duration: String?
        let size: String?
    }
    struct Stream: Decodable, Sendable {
        struct Disposition: Decodable, Sendable { let attachedPic: Int }
        let codecType: String
        let codecName: String?
        let width: Int?
        let height: Int?
        let pixFmt: String?
        let avgFrameRate: String?
        let nbFrames: String?
        let nbReadFrames: String?
        let sampleRate: String?
        let channels: Int?
        let startTime: String?
        let duration: String?
        let colorSpace: String?
        let colorRange: String?
        let disposition: Disposition

        var framesPerSecond: Double? {
            let parts = avgFrameRate?.split(separator: "/").compactMap { Double($0) } ?? []
            return parts.count == 2 && parts[1] > 0 ? parts[0] / parts[1] : nil
        }
    }

    let format: Format
    let streams: [Stream]

    var video: Stream? { streams.first { $0.codecType == "video" && $0.disposition.attachedPic == 0 } }
    var audio: Stream? { streams.first { $0.codecType == "audio" } }

    static func ask(about path: String, countingFrames: Bool = false) async throws -> Judge {
        let counting = countingFrames ? ["-count_frames"] : []
        let outcome = try await Program.run(
            "ffprobe", ["-v", "error", "-show_format", "-show_streams", "-of", "json"] + counting + [path])
        try #require(outcome.status == 0, "ffprobe: \(outcome.errors)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Judge.self, from: Data(outcome.output.utf8))
    }
}
