import Foundation
import Media
import Testing

@Suite struct CutTests {
    private func cut(_ path: String, _ arguments: [String], _ name: String = "piece.mp4") async throws -> String {
        let output = Fixture.shared.newPath(name)
        let outcome = try await Program.run(Program.greenroomMedia, ["cut", path, "-o", output] + arguments)
        try #require(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        return output
    }

    /// Red for the first second, blue for the second; a tone of 300 Hz, then one of 3000.
    private func halves() async throws -> String {
        try await Fixture.shared.file(
            "halves.mp4",
            [
                "-f", "lavfi", "-i", "color=red:s=160x120:r=25:d=1", "-f", "lavfi", "-i",
                "color=blue:s=160x120:r=25:d=1",
                "-f", "lavfi", "-i", "sine=300:d=1", "-f", "lavfi", "-i", "sine=3000:d=1",
                "-filter_complex", "[0][2][1][3]concat=n=2:v=1:a=1", "-pix_fmt", "yuv420p", "-g", "250", "-c:a", "aac",
            ])
    }

    private func colours(of path: String) throws -> [(red: Int, blue: Int)] {
        let reader = try VideoReader(path: path)
        var colours: [(red: Int, blue: Int)] = []
        while let frame = try reader.next() {
            let middle = frame.picture.bytes + (reader.height / 2 * reader.width + reader.width / 2) * 4
            colours.append((Int(middle[0]), Int(middle[2])))
        }
        return colours
    }

    @Test func `a piece of a clip begins and ends at the frames that were asked for, with their sound`() async throws {
        let clip = try await halves()

        let piece = try await cut(clip, ["--start", "0.6", "--end", "1.4"])

        let seen = try colours(of: piece)
        #expect(seen.count == 20)
        #expect(seen.prefix(10).allSatisfy { $0.red > 180 && $0.blue < 60 }, "\(seen)")
        #expect(seen.suffix(10).allSatisfy { $0.blue > 180 && $0.red < 60 }, "\(seen)")
        let judge = try await Judge.ask(about: piece)
        #expect(judge.audio?.codecName == "aac")
        // The low tone for as long as red is seen, then the high one.
        let low = try await (volume(piece, 0.1, "lowpass=f=600"), volume(piece, 0.55, "lowpass=f=600"))
        let high = try await (volume(piece, 0.1, "highpass=f=2000"), volume(piece, 0.55, "highpass=f=2000"))
        #expect(low.0 > low.1 + 12 && high.1 > high.0 + 12, "\(low) \(high)")
    }

    private func volume(_ path: String, _ start: Double, _ filter: String) async throws -> Double {
        let outcome = try await Program.run(
            "ffmpeg",
            [
                "-ss", "\(start)", "-t", "0.2", "-i", path, "-af", "\(filter),\(filter),volumedetect", "-vn", "-f",
                "null", "-",
            ])
        let line = outcome.errors.split(separator: "\n").first { $0.contains("mean_volume:") } ?? ""
        return line.split(separator: ":").last.flatMap { Double($0.split(separator: " ").first ?? "") } ?? -200
    }

    @Test func `a part of a clip's picture is kept, and all of its length`() async throws {
        let clip = try await MediaSample.file("h264.mp4")

        let piece = try await cut(clip, ["--area", "0,0.5,0.5,0.5"])

        let reader = try VideoReader(path: piece)
        #expect(reader.width == 160 && reader.height == 120)
        #expect(try colours(of: piece).count == 25)
        let seen = try #require(try colours(of: piece).first)
        #expect(seen.blue > 180 && seen.red < 60, "\(seen)")
    }

    @Test(arguments: ["rgb.png", "alpha.png"])
    func `a part of a picture stays what it is`(_ name: String) async throws {
        let path = try await MediaSample.file(name)
        let whole = try StillImage.load(path: path)

        let piece = try StillImage.load(path: try await cut(path, ["--area", "0.5,0,0.5,0.5"], "piece"))

        #expect(piece.picture.width == whole.picture.width / 2 && piece.picture.height == whole.picture.height / 2)
        #expect(piece.hasAlpha == whole.hasAlpha)
        // The upper right quarter is green.
        let middle =
            piece.picture.bytes + (piece.picture.height / 2 * piece.picture.width + piece.picture.width / 2) * 4
        #expect(middle[0] < 60 && middle[1] > 180 && middle[2] < 60)
    }

    @Test func `a piece behind the end is refused, and nothing is left of it`() async throws {
        let clip = try await halves()
        let output = Fixture.shared.newPath("piece.mp4")

        let outcome = try await Program.run(
            Program.greenroomMedia, ["cut", clip, "-o", output, "--start", "7", "--end", "8"])

        #expect(outcome.status == 3, "\(outcome.output)")
        #expect(!FileManager.default.fileExists(atPath: output))
    }
}
