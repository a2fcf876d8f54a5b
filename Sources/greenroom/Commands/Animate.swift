import ArgumentParser
import Domain

/// `animate PICTURE CLIP -o OUT.mp4`: the main job on one machine, without a server.
struct Animate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the picture move like the person in the clip.",
        discussion: """
            Needs no server. Shows a progress bar on a terminal; with --json it prints one JSON object per line, the \
            last one with the result or the error.
            """)

    @Argument(
        help: "A picture with a face or a figure: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP.", completion: .file())
    var picture: String

    @Argument(help: "A clip of a person.", completion: .file())
    var clip: String

    @OptionGroup var work: LocalWork

    @OptionGroup var quality: QualityOption

    @Flag(help: "Draw a small \"AI\" in a corner of the video.")
    var visibleMark = false

    func run() async throws {
        let mode = try quality.chosen()
        try await work.carryOut(
            LocalWork.Order(
                kind: .animateMove, parameters: ["mode": mode.rawValue, "visible_mark": "\(visibleMark)"],
                inputs: [
                    "image": try LocalWork.existing(picture, "The picture"),
                    "video": try LocalWork.existing(clip, "The clip"),
                ]))
    }
}
