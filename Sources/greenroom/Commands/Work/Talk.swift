import ArgumentParser
import Domain
import Foundation

/// `talk SOURCE SPEECH -o OUT.mp4`: a presenter video on one machine, without a server.
struct Talk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a picture, a clip or an avatar speak.",
        discussion: """
            Needs no server; with --server, that one does the work. The video is as long as the speech. A picture blinks, sways and breathes; a clip or an \
            avatar is played forwards and backwards, and only its mouth changes.
            """)

    @Argument(help: "A picture with a face, a clip, or the .tar of prepare-avatar.", completion: .file())
    var source: String

    @Argument(help: "The speech: an audio file, or a video whose sound is used.", completion: .file())
    var speech: String?

    @Option(help: "The script, instead of a recording.")
    var text: String?

    @Option(help: "The voice that reads the script; `greenroom voices` lists them.")
    var voice: String?

    @Option(help: "Use a cloned voice: a profile made by `greenroom clone`.", completion: .file())
    var profile: String?

    @Option(help: "Speed of the speech, 0.5 to 2.")
    var rate = 1.0

    @Option(help: "Subtitles of the speech: none, sidecar (a separate WebVTT file) or burned (part of the video).")
    var subtitles = "none"

    @OptionGroup var work: LocalWork

    @OptionGroup var quality: QualityOption

    @Flag(help: "Draw a small \"AI\" in a corner of the video.")
    var visibleMark = false

    func run() async throws {
        let mode = try quality.chosen()
        guard (speech == nil) != (text == nil) else {
            throw CommandFailure("Give either a recording or --text.", exitCode: CommandFailure.usage)
        }
        guard ["none", "sidecar", "burned"].contains(subtitles) else {
            throw CommandFailure(
                "--subtitles must be none, sidecar or burned, not \"\(subtitles)\".", exitCode: CommandFailure.usage)
        }
        let source = try LocalWork.existing(source, "The speaker")
        var order = LocalWork.Order(
            kind: .talkingVideo,
            parameters: ["mode": mode.rawValue, "visible_mark": "\(visibleMark)", "subtitles": subtitles],
            inputs: [Self.role(of: source): source])
        if let speech { order.inputs["audio"] = try LocalWork.existing(speech, "The recording") }
        if let text {
            order.parameters.merge(["text": text, "rate": "\(rate)"]) { $1 }
            order.parameters["voice"] = voice
            order.inputs["profile"] = try profile.map { try LocalWork.existing($0, "The profile") }
        }
        if subtitles == "sidecar" {
            let video = URL(fileURLWithPath: work.output).standardizedFileURL
            order.extras[.subtitles] = video.deletingPathExtension().appendingPathExtension("vtt").path
        }
        try await work.carryOut(order)
    }

    /// By the file's first bytes; what is neither picture nor archive may be a clip.
    static func role(of path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 512) else {
            return "video"
        }
        func begins(_ bytes: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: bytes) }
        let pictures: [[UInt8]] = [[0xFF, 0xD8], [0x89, 0x50, 0x4E, 0x47], Array("BM".utf8)]
        if pictures.contains(where: { begins($0) }) { return "image" }
        if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) { return "image" }
        return begins(Array("ustar".utf8), at: 257) ? "avatar" : "video"
    }
}
