import ArgumentParser
import Domain
import Foundation

/// `prepare-avatar CLIP -o AVATAR.tar`: an avatar that `talk` lets speak, on one machine, without a server.
struct PrepareAvatar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare-avatar",
        abstract: "Make a speaking avatar of the person in a clip.",
        discussion: """
            Needs no server. The archive has the layout of a LiveTalking wav2lip avatar and works there too. With \
            --report a second file says how well the clip is suited.
            """)

    @Argument(help: "A clip of one person who faces the camera, 5 seconds or longer.", completion: .file())
    var clip: String

    @OptionGroup var work: LocalWork

    @Option(help: "What the avatar is called inside the archive.")
    var name: String?

    @Option(help: "Where the report goes, as JSON.", completion: .file())
    var report: String?

    func run() async throws {
        var order = LocalWork.Order(
            kind: .avatarTraining, inputs: ["video": try LocalWork.existing(clip, "the clip")])
        order.parameters["name"] = name
        if let report { order.extras[.report] = URL(fileURLWithPath: report).standardizedFileURL.path }
        try await work.carryOut(order)
    }
}
