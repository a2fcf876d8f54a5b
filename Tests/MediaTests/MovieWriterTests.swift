import Foundation
import Media
import Testing

@Suite struct MovieWriterTests {
    /// Copies a clip picture by picture.
    private func remake(_ path: String, sound: String?, metadata: [String: String] = [:]) throws -> String {
        let reader = try VideoReader(path: path)
        let output = Fixture.shared.newPath("remade.mp4")
        let writer = try MovieWriter(
            path: output, width: reader.width, height: reader.height, timeBase: reader.timeBase,
            frameRate: reader.frameRate, audioFrom: sound, metadata: metadata)
        while let frame = try reader.next() { try writer.append(frame.picture, pts: frame.pts) }
        _ = try writer.finish()
        return output
    }

    @Test(arguments: ["h264.mp4", "variable.mp4", "vp9.webm", "one-frame.mp4", "mjpeg.avi"])
    func `keeps frames, times and colours`(_ name: String) async throws {
        let source = try await MediaSample.file(name)

        let output = try remake(source, sound: nil)

        #expect(try await times(of: output) == times(of: source))
        let judge = try await Judge.ask(about: output)
        #expect(judge.video?.codecName == "h264" && judge.video?.pixFmt == "yuv420p")
        #expect(judge.video?.colorSpace == "bt709" && judge.video?.colorRange == "tv")
        #expect(judge.audio == nil)
        try Colours.expectQuarters(try #require(try VideoReader(path: output).next()).picture)
    }

    /// Milliseconds since the first frame.
    private func times(of path: String) async throws -> [Int] {
        let reader = try VideoReader(path: path)
        var times: [Int] = []
        while let frame = try reader.next() {
            let seconds = Double(frame.pts) * Double(reader.timeBase.num) / Double(reader.timeBase.den)
            times.append(Int((seconds * 1000).rounded()))
        }
        return times.map { $0 - (times.first ?? 0) }
    }

    @Test func `the same pictures become the same movie, whatever was in memory before`() async throws {
        let source = try await Fixture.shared.file(
            "zoom.mp4",
            ["-f", "lavfi", "-i", "mandelbrot=size=320x180:rate=24", "-frames:v", "12", "-pix_fmt", "yuv420p"])
        defer { try? fillNewMemory(with: 0) }

        let movies = try [Int32(0), 85, 170].map { byte in
            try fillNewMemory(with: byte)
            return FileManager.default.contents(atPath: try remake(source, sound: nil))
        }

        #expect(movies[0] != nil && movies[1] == movies[0] && movies[2] == movies[0])
    }

    /// What is in memory that is given out, mallopt(3): M_PERTURB. Glibc does not show it to Swift.
    private func fillNewMemory(with byte: Int32) throws {
        typealias Option = @convention(c) (Int32, Int32) -> Int32
        let mallopt = unsafeBitCast(try #require(dlsym(nil, "mallopt")), to: Option.self)
        #expect(mallopt(-6, byte) == 1)
    }

    @Test func `copies AAC as it is`() async throws {
        let source = try await MediaSample.file("h264.mp4")

        let output = try remake(source, sound: source)

        #expect(try await audioHash(of: output) == audioHash(of: source))
        let judge = try await Judge.ask(about: output)
        #expect(judge.audio?.codecName == "aac")
    }

    private func audioHash(of path: String) async throws -> String {
        let outcome = try await Program.run(
            "ffmpeg", ["-v", "error", "-i", path, "-map", "0:a", "-c", "copy", "-f", "md5", "-"])
        try #require(outcome.status == 0)
        return outcome.output
    }

    @Test(arguments: [
        "vp9.webm", "h264.mkv", "pcm.mov", "mpeg4.avi", "mjpeg.avi", "mpeg4.mp4", "sound.flac", "sound.mp3",
    ])
    func `makes AAC of other sound, in time`(_ name: String) async throws {
        let picture = try await MediaSample.file("h264.mp4")
        let sound = try await MediaSample.file(name)

        let output = try remake(picture, sound: sound)

        let judge = try await Judge.ask(about: output)
        #expect(judge.audio?.codecName == "aac")
        #expect(abs((judge.audio?.duration.flatMap(Double.init) ?? 0) - 1) < 0.06)
        let loudness = try await loudness(of: output)
        #expect(loudness > -30, "the tone is there")
    }

    private func loudness(of path: String) async throws -> Double {
        let outcome = try await Program.run("ffmpeg", ["-i", path, "-af", "volumedetect", "-vn", "-f", "null", "-"])
        let line = outcome.errors.split(separator: "\n").first { $0.contains("mean_volume:") } ?? ""
        return line.split(separator: ":").last.flatMap { Double($0.split(separator: " ").first ?? "") } ?? -100
    }

    @Test(arguments: ["h264.mp4", "sound.flac"])
    func `cuts sound that is longer than the pictures`(_ name: String) async throws {
        let sound = try await MediaSample.file(name)
        let output = Fixture.shared.newPath("short.mp4")
        let writer = try MovieWriter(
            path: output, width: 64, height: 64, timeBase: (1, 10), frameRate: 10, audioFrom: sound, metadata: [:])

        for index in 0..<3 { try writer.append(Picture(width: 64, height: 64), pts: Int64(index)) }
        let done = try writer.finish()

        #expect(done.durationMs == 300 && done.frames == 3)
        let judge = try await Judge.ask(about: output)
        let length = try #require(judge.audio?.duration.flatMap(Double.init))
        #expect((0.25...0.35).contains(length))
    }

    @Test(arguments: ["aac", "flac"])
    func `keeps a click at the time of its picture`(_ codec: String) async throws {
        // Sound and pictures both start late: the click is half a second after the first frame.
        let source = try await Fixture.shared.file(
            "click-\(codec).mkv",
            Fixture.quarters()
                + [
                    "-f", "lavfi", "-i", "aevalsrc='if(between(t,0.5,0.52),sin(6000*t),0)':d=1:s=48000",
                    "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", codec, "-output_ts_offset", "3",
                ])

        let output = try remake(source, sound: source)

        let click = try await firstSound(in: output)
        #expect(abs(click - 0.5) < 0.03, "click at \(click) s")
    }

    /// When silence first ends, in seconds.
    private func firstSound(in path: String) async throws -> Double {
        let outcome = try await Program.run(
            "ffmpeg", ["-i", path, "-af", "silencedetect=noise=-30dB:d=0.1", "-vn", "-f", "null", "-"])
        let line = outcome.errors.split(separator: "\n").first { $0.contains("silence_end:") } ?? ""
        let words = line.split(separator: " ")
        return words.firstIndex(of: "silence_end:").flatMap { Double(words[$0 + 1]) } ?? -1
    }

    @Test func `writes any metadata key, and the index before the pictures`() async throws {
        let source = try await MediaSample.file("h264.mp4")
        let marks = ["ai_generated": "true", "engine": "builtin", "task_id": "0190-ä \"x\"", "title": "Ein Film"]

        let output = try remake(source, sound: source, metadata: marks)

        let shown = try await Program.run(
            "ffprobe", ["-v", "error", "-show_entries", "format_tags", "-of", "default=nw=1", output])
        for (key, value) in marks { #expect(shown.output.contains("TAG:\(key)=\(value)\n")) }
        let data = try Data(contentsOf: URL(fileURLWithPath: output))
        let index = try #require(data.range(of: Data("moov".utf8)))
        let pictures = try #require(data.range(of: Data("mdat".utf8)))
        #expect(index.lowerBound < pictures.lowerBound)
    }

    @Test func `leaves nothing behind when it is not finished`() throws {
        let path = Fixture.shared.newPath("left.mp4")
        do {
            let writer = try MovieWriter(
                path: path, width: 64, height: 64, timeBase: (1, 25), frameRate: 25, audioFrom: nil, metadata: [:])
            try writer.append(Picture(width: 64, height: 64), pts: 0)
            #expect(FileManager.default.fileExists(atPath: path))
        }

        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `refuses what it cannot write`() throws {
        let path = Fixture.shared.newPath("refused.mp4")
        func writer(_ width: Int, _ height: Int) throws(MediaError) -> MovieWriter {
            try MovieWriter(
                path: path, width: width, height: height, timeBase: (1, 25), frameRate: 25, audioFrom: nil,
                metadata: [:])
        }

        #expect(throws: MediaError.self) { try writer(63, 64) }
        #expect(throws: MediaError.self) { try writer(0, 64) }
        #expect(throws: MediaError.noFrames) { try writer(64, 64).finish() }
        let open = try writer(64, 64)
        #expect(throws: MediaError.self) { try open.append(Picture(width: 32, height: 64), pts: 0) }
        try open.append(Picture(width: 64, height: 64), pts: 5)
        #expect(throws: MediaError.self) { try open.append(Picture(width: 64, height: 64), pts: 5) }
    }
}
