import ArgumentParser
import Foundation

/// `library`: the finished videos of an account on a server.
struct LibraryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "Find, download and delete videos on a server.",
        subcommands: [LibraryList.self, LibraryDownload.self, LibraryDelete.self])
}

private struct RemoteVideo: Decodable {
    let id: String
    let title: String
    let kind: String
    let durationMs: Int64?
    let downloadUrl: String
    let createdAt: String

    var line: [String] {
        let seconds = (durationMs ?? 0) / 1000
        return [id, String(format: "%lld:%02lld", seconds / 60, seconds % 60), createdAt, title]
    }
}

struct LibraryList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the newest videos.")

    @Argument(help: "Only those with these words in title, script or tags.")
    var words: String?

    @Option(help: "How many.")
    var limit = 20

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let query = words?.addingPercentEncoding(withAllowedCharacters: allowed).map { "?q=\($0)" } ?? ""
        try await remote.access.printList("/videos" + query, limit: limit, as: RemoteVideo.self, \.line)
    }
}

struct LibraryDownload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "download", abstract: "Download a video.")

    @Argument(help: "The video's id.")
    var id: String

    @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
    var output: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        try await remote.access.download(id, of: "/videos", to: output) { (video: RemoteVideo) in video.downloadUrl }
    }
}

struct LibraryDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Move a video to the trash, where it stays for 30 days.")

    @Argument(help: "The video's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws { try await remote.access.delete(id, of: "/videos", saying: "In the trash.") }
}
