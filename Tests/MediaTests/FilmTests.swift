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

    @Test(arguments: [1, 2]) func `a figure stands before its backdrop, where it is put`(_ clips: Int) async throws {
        let path = try await MediaSample.file("h264.mp4")
        let still = try await Fixture.shared.file(
            "green.png", ["-f", "lavfi", "-i", "color=0x00ff00:size=100x300", "-frames:v", "1"])
        let moving = try await Fixture.shared.file(
            "green.mp4",
            ["-f", "lavfi", "-i", "color=0x00ff00:size=300x100:rate=10", "-frames:v", "3", "-pix_fmt", "yuv420p"])
        let backdrop = try FilmBackdrop(file: clips == 1 ? still : moving)

        let film = try joined(
            [.init(path: path, pause: 0.2, backdrop: backdrop, centre: (0.75, 0.75), size: 0.5)], 320, 180)

        let reader = try VideoReader(path: film)
        var frames = 0
        while let frame = try reader.next() {
            let pixels = frame.picture
            func colour(_ x: Int, _ y: Int) -> [Int] { (0..<3).map { Int(pixels.bytes[(y * 320 + x) * 4 + $0]) } }
            for (x, y) in [(5, 5), (300, 20), (20, 170)] {
                let seen = colour(x, y)
                #expect(seen[0] < 40 && seen[1] > 200 && seen[2] < 40, "\(frames): \(x), \(y): \(seen)")
            }
            let figure = colour(200, 105)
            #expect(!(figure[0] < 40 && figure[1] > 200 && figure[2] < 40), "\(figure)")
            frames += 1
        }
        #expect(frames == 30)
    }

    @Test func `music is heard behind a film, softer under speech, over and over, and gone at its end`() async throws {
        let spoken = try await MediaSample.file("h264.mp4")
        let silent = try await MediaSample.file("silent.mp4")
        let music = try await Fixture.shared.file(
            "music.wav", ["-f", "lavfi", "-i", "sine=frequency=2000:duration=0.7,volume=6dB"])
        func film(_ music: FilmMusic?) throws -> String {
            let output = Fixture.shared.newPath("film.mp4")
            let writer = try FilmWriter(
                path: output, width: 320, height: 180, metadata: [:], music: music, longest: 600, threads: 1)
            for path in [silent, spoken, silent, silent] { try writer.append(.init(path: path)) }
            _ = try writer.finish()
            return output
        }

        let plain = try film(nil)
        let scored = try film(FilmMusic(path: music, volume: 0.5, end: 4))

        func loud(_ path: String, _ start: Double) async throws -> Double {
            try await volume(of: path, at: start, over: 2000)
        }
        let (before, under) = try await (loud(scored, 0.4), loud(scored, 1.5))
        let (after, last) = try await (loud(scored, 2.4), loud(scored, 3.8))
        #expect(try await loud(plain, 0.4) < before - 20)
        #expect(under < before - 6 && after > under + 3 && last < before - 12, "\(before) \(under) \(after) \(last)")
    }

    /// Mean volume in decibels of a fifth of a second, of what is higher than a frequency.
    private func volume(of film: String, at start: Double, over frequency: Int) async throws -> Double {
        let filter = "highpass=f=\(frequency - 300):poles=2,highpass=f=\(frequency - 300):poles=2,volumedetect"
        let outcome = try await Program.run(
            "ffmpeg", ["-ss", "\(start)", "-t", "0.2", "-i", film, "-af", filter, "-vn", "-f", "null", "-"])
        let line = outcome.errors.split(separator: "\n").first { $0.contains("mean_volume:") } ?? ""
        return line.split(separator: ":").last.flatMap { Double($0.split(separator: " ").first ?? "") } ?? -200
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
