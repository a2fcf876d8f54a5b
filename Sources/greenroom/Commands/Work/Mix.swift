import ArgumentParser

/// `mix PICTURE CLIP -o OUT.mp4`: a person replaced on one machine, without a server.
struct Mix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replace the person in a clip with the character in a picture.",
        discussion: """
            Needs no server; with --server, that one does the work. The background, the light and the sound of the clip are kept. Shows a progress bar on a \
            terminal; with --json it prints one JSON object per line, the last one with the result or the error.
            """)

    @Argument(help: "A picture of a character: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP.", completion: .file())
    var picture: String

    @Argument(help: "A clip of the person to replace.", completion: .file())
    var clip: String

    @OptionGroup var options: AnimationOptions

    func run() async throws { try await options.carryOut(.animateMix, picture: picture, clip: clip) }
}
