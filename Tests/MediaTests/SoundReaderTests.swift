import Foundation
import Testing

@testable import Media

@Suite struct SoundReaderTests {
    private func samples(of path: String) throws -> [Float] {
        let reader = try SoundReader(path: path)
        var (all, part): ([Float], [Float]) = ([], [])
        while try reader.next(into: &part) {
            #expect(!part.isEmpty)
            all += part
        }
        return all
    }

    @Test(arguments: MediaSample.sounds) func `hears every kind of sound file`(sample: MediaSample) async throws {
        let samples = try samples(of: try await Fixture.shared.file(sample.name, sample.arguments))

        // A second of 440 Hz: as long, and with as many waves.
        #expect(abs(samples.count - 16_000) < 2000)
        let middle = samples[4000..<12_000]
        let rises = zip(middle, middle.dropFirst()).count { $0 < 0 && $1 >= 0 }
        #expect((218...222).contains(rises))
    }

    @Test func `begins where the video begins`() async throws {
        let late = try await Fixture.shared.file(
            "late.mkv",
            ["-itsoffset", "0.5"] + Fixture.tone() + Fixture.quarters() + [
                "-map", "1:v", "-map", "0:a", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
            ])

        let samples = try samples(of: late)

        #expect(samples.prefix(7500).allSatisfy { abs($0) < 0.001 })
        #expect(samples[8500..<12_000].contains { abs($0) > 0.05 })
    }

    @Test func `says when there is nothing to hear`() async throws {
        let silent = try await Fixture.shared.file(
            "mute.mp4", Fixture.quarters() + ["-c:v", "libx264", "-pix_fmt", "yuv420p"])

        #expect(throws: MediaError.unsupported("The file holds no sound.")) { try SoundReader(path: silent) }
    }
}

@Suite struct PNGEncoderTests {
    @Test func `writes what it was given, picture after picture`() async throws {
        let folder = Fixture.shared.folder.path
        let encoder = try PNGEncoder(width: 33, height: 17)
        for seed in 0..<3 {
            let picture = Picture(width: 33, height: 17)
            for index in 0..<(33 * 17 * 4) {
                picture.bytes[index] = index % 4 == 3 ? 255 : UInt8(truncatingIfNeeded: index &* (seed + 3) &* 131)
            }
            let file = try encoder.encode(picture)
            let path = folder + "/encoded.bin"
            // In the middle of another file, as in an archive.
            let around = [UInt8](repeating: 9, count: 100)
            try Data(around + file + around).write(to: URL(fileURLWithPath: path))

            let read = try StillImage.load(path: path, part: 100..<(100 + Int64(file.count))).picture

            #expect(read.width == 33 && read.height == 17)
            #expect((0..<(33 * 17 * 4)).allSatisfy { read.bytes[$0] == picture.bytes[$0] })
        }
        #expect(throws: MediaError.self) { try encoder.encode(Picture(width: 32, height: 17)) }
    }
}
