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
        try await remote.access.printList(
            try remote.access.connect(), "/videos" + query, limit: max(1, limit), as: RemoteVideo.self, \.line)
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
        let server = try remote.access.connect()
        let answer = try await server.ask("GET", "/videos/\(try FileDownload.part(id))")
        try await server.download(try answer.data(as: RemoteVideo.self).downloadUrl, to: output)
        remote.access.print(answer) { "\(output)\n" }
    }
}

struct LibraryDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Move a video to the trash, where it stays for 30 days.")

    @Argument(help: "The video's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let answer = try await remote.access.connect().ask("DELETE", "/videos/\(try FileDownload.part(id))")
        remote.access.print(answer) { "In the trash.\n" }
    }
}
