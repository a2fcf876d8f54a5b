import Foundation
import Media
import Testing

@Suite struct FilmTests {
    private func joined(_ scenes: [FilmWriter.Scene], _ width: Int, _ height: Int) throws -> String {
        let output = Fixture.shared.newPath("film.mp4")
        let writer = try FilmWriter(
            path: output, width: width, height: height, metadata: ["comment": "a film"], longest: 600, threads: 1)
        for scene in scenes { try writer.append(scene) }
        _ = try writer.finish()
        return output
    }

    @Test func `scenes of any size and rate become one film with all their sound`() async throws {
        let first = try await MediaSample.file("vp9.webm")
        let second = try await MediaSample.file("h264.mp4")
        let silent = try await MediaSample.file("silent.mp4")

        let film = try joined([.init(path: first), .init(path: silent, pause: 0.4), .init(path: second)], 180, 320)

        let judge = try await Judge.ask(about: film)
        #expect(judge.video?.codecName == "h264" && judge.audio?.codecName == "aac")
        let reader = try VideoReader(path: film)
        #expect(reader.width == 180 && reader.height == 320 && abs(reader.frameRate - 25) < 0.01)
        let length = Double(try #require(reader.durationMs)) / 1000
        #expect((3.3...3.6).contains(length), "\(length)")
        let sound = try await volumes(of: film)
        #expect(sound.first > -40 && sound.middle < -60 && sound.last > -40, "\(sound)")
        // The scenes are wider than the film: black above and below, the picture in the middle.
        let frame = try #require(try reader.next()).picture
        let middle = (160 * 180 + 40) * 4
        #expect(frame.bytes[0] < 20 && (0..<3).contains { frame.bytes[middle + $0] > 60 })
    }

    /// Mean volumes in decibels of a part of each scene.
    private func volumes(of film: String) async throws -> (first: Double, middle: Double, last: Double) {
        func volume(_ start: String) async throws -> Double {
            let outcome = try await Program.run(
                "ffmpeg", ["-ss", start, "-t", "0.5", "-i", film, "-af", "volumedetect", "-vn", "-f", "null", "-"])
            let line = outcome.errors.split(separator: "\n").first { $0.contains("mean_volume:") } ?? ""
            return line.split(separator: ":").last.flatMap { Double($0.split(separator: " ").first ?? "") } ?? -200
        }
        return try await (volume("0.2"), volume("1.3"), volume("2.7"))
    }

    @Test func `a film fades through black`() async throws {
        let path = try await MediaSample.file("h264.mp4")

        let film = try joined([.init(path: path, fadesOut: true), .init(path: path, fadesIn: true)], 320, 180)

        let reader = try VideoReader(path: film)
        var light: [Double] = []
        while let frame = try reader.next() {
            let picture = frame.picture
            let bytes = UnsafeBufferPointer(start: picture.bytes, count: picture.rowBytes * picture.height)
            light.append(stride(from: 0, to: bytes.count, by: 404).reduce(0.0) { $0 + Double(bytes[$1]) })
        }
        let middle = light.count / 2
        #expect(light[middle] < light[0] * 0.5 && light[middle] < light[light.count - 1] * 0.5, "\(light)")
        #expect(light[middle / 2] > light[0] * 0.9)
    }

    @Test func `subtitles of scenes follow each other, their words too`() {
        var whole = WebVTTFile()
        let one = "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nHello <00:00:01.000>&amp; welcome\nagain\n"
        whole.append(WebVTTFile(one), at: 0, until: 3)
        whole.append(WebVTTFile(one), at: 3, until: 4.5)

        #expect(
            whole.text
                == "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nHello <00:00:01.000>&amp; welcome\nagain\n"
                + "\n00:00:03.500 --> 00:00:04.500\nHello <00:00:04.000>&amp; welcome\nagain\n")
        #expect(whole.cues.first?.text == "Hello & welcome\nagain")
        #expect(WebVTTFile("no subtitles at all").cues.isEmpty)
    }
}
