import ArgumentParser
import Domain

/// `animate PICTURE CLIP -o OUT.mp4`: the main job on one machine, without a server.
struct Animate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the picture move like the person in the clip.",
        discussion: """
            Needs no server. Shows a progress bar on a terminal; with --json it writes one JSON object a line, the \
            last one with the result or the error.
            """)

    @Argument(
        help: "A picture with a face or a figure: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP.", completion: .file())
    var picture: String

    @Argument(help: "A clip of somebody whose movements the picture shall follow.", completion: .file())
    var clip: String

    @OptionGroup var work: LocalWork

    @Option(help: "wan-std (512-class, faster) or wan-pro (720-class).")
    var mode = GenerationTask.Mode.standard.rawValue

    @Flag(help: "Put a small \"AI\" into a corner of the picture.")
    var visibleMark = false

    func run() async throws {
        guard let mode = GenerationTask.Mode(rawValue: mode) else {
            throw ValidationError("--mode is \"\(self.mode)\"; it must be wan-std or wan-pro")
        }
        try await work.carryOut(
            LocalWork.Order(
                kind: .animateMove, parameters: ["mode": mode.rawValue, "visible_mark": "\(visibleMark)"],
                inputs: [
                    "image": try LocalWork.existing(picture, "the picture"),
                    "video": try LocalWork.existing(clip, "the clip"),
                ]))
    }
}
