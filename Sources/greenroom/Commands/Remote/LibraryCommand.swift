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
    let fileId: String
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

    @Option(
        help: """
            Another format: small (MP4, 640 pixels at most), gif or webp (the first 15 seconds, over and over), audio \
            (MP3), prores (for editors).
            """)
    var format: String?

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        if let format { return try await download(as: format) }
        try await remote.access.download(id, of: "/videos", to: output) { (video: RemoteVideo) in video.downloadUrl }
    }

    private struct Rendition: Decodable { let url: String }

    private func download(as format: String) async throws {
        let server = try remote.access.connect()
        let video = try await server.ask("GET", "/videos/\(try RemoteServer.part(id))").data(as: RemoteVideo.self)
        let answer = try await server.ask(
            "POST", "/files/\(video.fileId)/formats", ["format": .text(format)], within: .seconds(900))
        try await server.download(try answer.data(as: Rendition.self).url, to: output)
        remote.access.print(answer) { "\(output)\n" }
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
