import ArgumentParser
import Domain

/// `mix PICTURE CLIP -o OUT.mp4`: the person in the clip replaced by the character of the picture.
struct Mix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the character of the picture in the place of the person in the clip.",
        discussion: """
            Needs no server. Shows a progress bar on a terminal; with --json it writes one JSON object a line, the \
            last one with the result or the error.
            """)

    @Argument(help: "A picture of the character, best from head to foot.", completion: .file())
    var picture: String

    @Argument(help: "A clip of one person; its background and sound are kept.", completion: .file())
    var clip: String

    @OptionGroup var work: LocalWork

    @Option(help: "wan-std or wan-pro (a larger video).")
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
