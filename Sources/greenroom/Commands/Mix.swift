import ArgumentParser
import Domain

/// `mix PICTURE CLIP -o OUT.mp4`: a person replaced on one machine, without a server.
struct Mix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the figure of the picture in the place of the person in the clip.",
        discussion: """
            Needs no server. The background, the light and the sound stay the clip's. Shows a progress bar on a \
            terminal; with --json it writes one JSON object a line, the last one with the result or the error.
            """)

    @Argument(help: "A picture with a figure: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP.", completion: .file())
    var picture: String

    @Argument(help: "A clip with the person to be replaced.", completion: .file())
    var clip: String

    @OptionGroup var work: LocalWork

    @Option(help: "wan-std (longest side up to 960, faster) or wan-pro (1280).")
    var mode = GenerationTask.Mode.standard.rawValue

    func run() async throws {
        guard let mode = GenerationTask.Mode(rawValue: mode) else {
            throw ValidationError("--mode is \"\(self.mode)\"; it must be wan-std or wan-pro")
        }
        try await work.carryOut(
            LocalWork.Order(
                kind: .animateMix, parameters: ["mode": mode.rawValue],
                inputs: [
                    "image": try LocalWork.existing(picture, "the picture"),
                    "video": try LocalWork.existing(clip, "the clip"),
                ]))
    }
}
