import ArgumentParser
import Domain
import Foundation

/// `talk SOURCE SPEECH -o OUT.mp4`: a presenter who speaks a recording, on one machine, without a server.
struct Talk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a picture, a clip or a prepared avatar speak.",
        discussion: """
            Needs no server. The video is as long as the speech. A picture blinks, sways and breathes; a clip or an \
            avatar is played forth and back, and only its mouth is changed.
            """)

    @Argument(help: "A picture with a face, a clip, or the .tar of prepare-avatar.", completion: .file())
    var source: String

    @Argument(help: "What is to be said: a sound file, or a video whose sound is taken.", completion: .file())
    var speech: String?

    @Option(help: "What is to be said, as text, instead of a recording.")
    var text: String?

    @Option(help: "Who says the text: a voice of `greenroom voices`.")
    var voice: String?

    @Option(help: "Say the text with a cloned voice: a profile that `greenroom clone` made.", completion: .file())
    var profile: String?

    @Option(help: "How fast the text is said, 0.5 to 2.")
    var rate = 1.0

    @Option(help: "Subtitles of the text: none, sidecar (a WebVTT file beside the video) or burned (into the picture).")
    var subtitles = "none"

    @OptionGroup var work: LocalWork

    @Option(help: "Size of a video made from a picture: wan-std (512-class, faster) or wan-pro (720-class).")
    var mode = GenerationTask.Mode.standard.rawValue

    @Flag(help: "Put a small \"AI\" into a corner of the picture.")
    var visibleMark = false

    func run() async throws {
        guard let mode = GenerationTask.Mode(rawValue: mode) else {
            throw ValidationError("--mode is \"\(self.mode)\"; it must be wan-std or wan-pro")
        }
        guard (speech == nil) != (text == nil) else {
            throw ValidationError("give either a recording or --text")
        }
        let source = try LocalWork.existing(source, "the source")
        var order = LocalWork.Order(
            kind: .talkingVideo,
            parameters: ["mode": mode.rawValue, "visible_mark": "\(visibleMark)", "subtitles": subtitles],
            inputs: [Self.role(of: source): source])
        if let speech { order.inputs["audio"] = try LocalWork.existing(speech, "the speech") }
        if let text {
            order.parameters.merge(["text": text, "rate": "\(rate)"]) { $1 }
            order.parameters["voice"] = voice
            order.inputs["profile"] = try profile.map { try LocalWork.existing($0, "the profile") }
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
