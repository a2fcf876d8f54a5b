import ArgumentParser
import Domain
import Foundation

/// `talk SOURCE SPEECH -o OUT.mp4`: a presenter who speaks a recording, on one machine, without a server.
struct Talk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a picture speak.",
        discussion: """
            Needs no server. The video is as long as the speech. The picture blinks, sways and breathes.
            """)

    @Argument(help: "A picture with a face: JPEG, PNG, WebP or BMP.", completion: .file())
    var source: String

    @Argument(help: "What is to be said: a sound file, or a video whose sound is taken.", completion: .file())
    var speech: String

    @OptionGroup var work: LocalWork

    @Option(help: "Size of a video made from a picture: wan-std (512-class, faster) or wan-pro (720-class).")
    var mode = GenerationTask.Mode.standard.rawValue

    func run() async throws {
        guard let mode = GenerationTask.Mode(rawValue: mode) else {
            throw ValidationError("--mode is \"\(self.mode)\"; it must be wan-std or wan-pro")
        }
        let source = try LocalWork.existing(source, "the source")
        try await work.carryOut(
            LocalWork.Order(
                kind: .talkingVideo, parameters: ["mode": mode.rawValue],
                inputs: [
                    "image": source, "audio": try LocalWork.existing(speech, "the speech"),
                ]))
    }
}
