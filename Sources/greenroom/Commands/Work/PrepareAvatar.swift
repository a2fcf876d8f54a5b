import ArgumentParser
import Domain
import Foundation

/// `prepare-avatar CLIP -o AVATAR.tar`: an avatar for `talk`, on one machine, without a server.
struct PrepareAvatar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare-avatar",
        abstract: "Create an avatar of the person in a clip.",
        discussion: """
            Needs no server. The archive has the layout of a LiveTalking wav2lip avatar and works there too. With \
            --report, a second file rates the footage.
            """)

    @Argument(help: "A clip of one person who faces the camera, 5 seconds or longer.", completion: .file())
    var clip: String

    @OptionGroup var work: LocalWork

    @Option(help: "Name of the avatar inside the archive.")
    var name: String?

    @Option(help: "Write a report on the footage to this file, as JSON.", completion: .file())
    var report: String?

    func run() async throws {
        var order = LocalWork.Order(
            kind: .avatarTraining, inputs: ["video": try LocalWork.existing(clip, "The clip")])
        order.parameters["name"] = name
        if let report { order.extras[.report] = URL(fileURLWithPath: report).standardizedFileURL.path }
        try await work.carryOut(order)
    }
}
