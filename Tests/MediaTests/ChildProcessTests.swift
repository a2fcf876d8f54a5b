import Foundation
import Testing

/// The real program, as the server starts it.
@Suite struct ChildProcessTests {
    private struct Answer: Decodable {
        struct Failure: Decodable {
            let code: String
            let message: String
        }
        let kind: String?
        let error: Failure?
    }

    private func probe(_ path: String) async throws -> (status: Int32, answer: Answer) {
        let outcome = try await Program.run(Program.greenroomMedia, ["probe", path])
        try #require(!outcome.wasKilled, "ended by signal \(outcome.status)")
        #expect(outcome.output.hasSuffix("}\n") && !outcome.output.dropLast().contains("\n"))
        return (outcome.status, try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8)))
    }

    @Test func `answers with one line of facts`() async throws {
        let (status, answer) = try await probe(try await MediaSample.file("h264.mp4"))

        #expect(status == 0 && answer.kind == "video" && answer.error == nil)
    }

    static let foreign: [(String, [UInt8], String)] = [
        ("empty.mp4", [], "an empty file"),
        ("zeros.mp4", [UInt8](repeating: 0, count: 5000), "a file of zeros"),
        ("paper.pdf", Array("%PDF-1.7\n%âãÏÓ".utf8), "a PDF document"),
        ("page.mp4", Array("<!DOCTYPE html><html></html>".utf8), "a web page (HTML)"),
        ("archive.jpg", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 100), "a ZIP archive or an Office document"),
        ("program", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "a Linux program"),
        ("notes.mp3", Array("buy milk\n".utf8), "a text file"),
        ("words.wav", Array("WEBVTT\n\n00:00.000 --> 00:01.000\nhi".utf8), "a subtitle file"),
        ("words.srt", Array("1\n00:00:00,000 --> 00:00:01,000\nhi\n".utf8), "a subtitle file"),
        (
            "list.mp4", Array("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n".utf8),
            "a playlist that refers to other files (M3U or HLS)"
        ),
        (
            "list.txt", Array("ffconcat version 1.0\nfile /etc/passwd\n".utf8),
            "a playlist that refers to other files (concat)"
        ),
        (
            "list.mpd", Array("<?xml version='1.0'?><MPD><Period/></MPD>".utf8),
            "a playlist that refers to other files (DASH)"
        ),
    ]

    @Test(arguments: foreign.indices)
    func `refuses what is no media and says what it found`(_ index: Int) async throws {
        let (name, bytes, found) = Self.foreign[index]

        let (status, answer) = try await probe(try Fixture.shared.file(name, bytes: bytes))

        #expect(status == 3)
        #expect(answer.error?.code == "unsupported_media")
        #expect(answer.error?.message == "This is \(found), not a picture, video or sound that can be read.")
    }

    @Test(arguments: [
        (
            "drawing.png", Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), "an SVG drawing",
            "Save it as JPEG or PNG"
        ),
        ("new.jxl", [0xFF, 0x0A, 0, 0], "a JPEG XL picture", "Save it as JPEG or PNG"),
        ("huge.tif", [0x49, 0x49, 0x2B, 0, 8, 0, 0, 0], "a BigTIFF picture", "Save it as JPEG or PNG"),
        ("old.wmv", [0x30, 0x26, 0xB2, 0x75], "a Windows Media file", "Convert it to MP4"),
        ("note.amr", Array("#!AMR\n".utf8), "an AMR recording", "Convert it to MP3, M4A or WAV"),
    ])
    func `says what to do with media that it cannot read`(
        _ name: String, _ bytes: [UInt8], _ found: String, _ advice: String
    ) async throws {
        let (status, answer) = try await probe(try Fixture.shared.file(name, bytes: bytes))

        #expect(status == 3)
        #expect(
            answer.error?.message
                == "This is \(found), not a picture, video or sound that can be read. \(advice) and try again.")
    }

    @Test(arguments: [
        "/no/such/file.mp4", "/dev/zero", "/tmp", "http://127.0.0.1/x.mp4", "concat:/etc/passwd|/etc/hosts",
    ])
    func `opens regular files only, and names no path in its answer`(_ path: String) async throws {
        let (status, answer) = try await probe(path)

        #expect(status == 3 && answer.error?.code == "unsupported_media")
        #expect(answer.error?.message.contains("/") == false)
    }

    @Test func `refuses a movie that points at another file`() async throws {
        var movie = try bytes(of: try await MediaSample.file("pcm.mov"))
        // The last byte of a data reference's flags says that the samples are in this file.
        let type = Array("url ".utf8)
        for start in movie.indices.dropLast(8) where Array(movie[start..<(start + 4)]) == type { movie[start + 7] = 0 }

        let (status, answer) = try await probe(try Fixture.shared.file("elsewhere.mov", bytes: movie))

        #expect(status == 3)
        #expect(answer.error?.message == "This movie refers to other files for its pictures or sound.")
    }

    @Test func `refuses bombs by their headers`() async throws {
        let picture = try Fixture.shared.file("bomb.png", bytes: Bomb.png(width: 60_000, height: 60_000))
        var clip = try bytes(of: try await MediaSample.file("faststart.mp4"))
        let entry = try #require(
            clip.indices.dropLast(40).first { Array(clip[$0..<($0 + 4)]) == Array("avc1".utf8) && clip[$0 + 5] == 0 })
        clip.replaceSubrange((entry + 28)..<(entry + 32), with: [0xFF, 0xF0, 0xFF, 0xF0])

        for path in [picture, try Fixture.shared.file("bomb.mp4", bytes: clip)] {
            let (status, answer) = try await probe(path)
            #expect(status == 3)
            #expect(answer.error?.message.contains("pixels") == true)
        }
    }

    @Test(arguments: MediaSample.videos + MediaSample.sounds + MediaSample.images)
    func `makes a poster of everything it reads`(_ sample: MediaSample) async throws {
        let path = try await sample.file()
        let output = Fixture.shared.newPath("poster.jpg")

        let outcome = try await Program.run(Program.greenroomMedia, ["poster", path, "-o", output, "--width", "160"])

        #expect(outcome.status == 0 && !outcome.wasKilled, "\(outcome.output)\(outcome.errors)")
        let judge = try await Judge.ask(about: output)
        #expect(judge.video?.codecName == "mjpeg" && judge.video?.width == 160)
        #expect(judge.video?.height.map { (78...122).contains($0) } == true)
    }

    @Test func `makes no poster of a text`() async throws {
        let path = try Fixture.shared.file("notes.txt", bytes: Array("hello".utf8))
        let output = Fixture.shared.newPath("poster.jpg")

        let outcome = try await Program.run(Program.greenroomMedia, ["poster", path, "-o", output])

        #expect(outcome.status == 3 && outcome.output.contains("unsupported_media"))
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test(arguments: ["0", "63", "1281", "x"])
    func `refuses a poster of an unreasonable width`(_ width: String) async throws {
        let outcome = try await Program.run(Program.greenroomMedia, ["poster", "/x", "-o", "/y", "--width", width])

        #expect(outcome.status == 64)
    }
}
