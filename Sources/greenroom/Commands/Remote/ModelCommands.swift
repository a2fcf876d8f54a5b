import ArgumentParser
import Foundation

/// `avatar`: the avatars of an account on a server.
struct AvatarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "avatar", abstract: "List, download and delete avatars on a server.",
        subcommands: [AvatarList.self, AvatarDownload.self, AvatarDelete.self])
}

/// `voice`: the voices of a server, and the cloned ones of an account.
struct VoiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voice", abstract: "List the voices of a server, and delete cloned ones.",
        subcommands: [VoiceList.self, VoiceDelete.self])
}

private struct RemoteModel: Decodable {
    let id: String
    let name: String
    let status: String
    let archiveUrl: String?

    var line: [String] { [id, status, name] }
}

private struct RemoteVoice: Decodable {
    let id: String
    let name: String
    let language: String
    let quality: String

    var line: [String] { [id, language, quality, name] }
}

struct AvatarList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the newest avatars.")

    @Option(help: "How many.")
    var limit = 20

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        try await remote.access.printList("/video-models", limit: limit, as: RemoteModel.self, \.line)
    }
}

struct AvatarDownload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Download an avatar as a .tar, for `greenroom talk` and LiveTalking.")

    @Argument(help: "The avatar's id.")
    var id: String

    @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
    var output: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        try await remote.access.download(id, of: "/video-models", to: output) { (avatar: RemoteModel) in
            guard let archive = avatar.archiveUrl else { throw CommandFailure("This avatar is not ready yet.") }
            return archive
        }
    }
}

struct AvatarDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete an avatar.")

    @Argument(help: "The avatar's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws { try await remote.access.delete(id, of: "/video-models", saying: "Deleted.") }
}

struct VoiceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List voices.")

    @Flag(help: "The account's cloned voices instead of those of the server.")
    var cloned = false

    @Option(help: "How many cloned ones.")
    var limit = 100

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        guard !cloned else {
            return try await remote.access.printList("/voice-models", limit: limit, as: RemoteModel.self, \.line)
        }
        try await remote.access.printList("/voices", limit: 10_000, as: RemoteVoice.self, \.line)
    }
}

struct VoiceDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a cloned voice.")

    @Argument(help: "The voice's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws { try await remote.access.delete(id, of: "/voice-models", saying: "Deleted.") }
}
