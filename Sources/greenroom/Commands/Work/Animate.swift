import ArgumentParser

/// `animate PICTURE CLIP -o OUT.mp4`: the main job on one machine, without a server.
struct Animate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the picture move like the person in the clip.",
        discussion: """
            Needs no server; with --server, that one does the work. Shows a progress bar on a terminal; with --json it prints one JSON object per line, the \
            last one with the result or the error.
            """)

    @Argument(
        help: "A picture with a face or a figure: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP.", completion: .file())
    var picture: String

    @Argument(help: "A clip of a person.", completion: .file())
    var clip: String

    @OptionGroup var options: AnimationOptions

    func run() async throws { try await options.carryOut(.animateMove, picture: picture, clip: clip) }
}
