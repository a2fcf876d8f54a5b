import ArgumentParser
import Foundation

/// `file`: the media of an account on a server.
struct FileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file", abstract: "Upload, list, download and delete media on a server.",
        subcommands: [FileUpload.self, FileList.self, FileDownload.self, FileDelete.self])
}

/// A medium as the API tells it.
struct RemoteFile: Decodable {
    let id: String
    let kind: String
    let title: String
    let sizeBytes: Int64
    let url: String

    var line: [String] { [id, kind, ByteText.of(sizeBytes), title] }
}

struct FileUpload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Upload files and print their ids.",
        discussion: "An upload that was cut off goes on when the same command is run again.")

    @Argument(help: "Pictures, clips and sound.", completion: .file())
    var paths: [String]

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let server = try remote.access.connect()
        for path in paths {
            let full = try LocalWork.existing(path, "The file")
            let display = ProgressDisplay(json: false)
            let id = try await RemoteUpload(server: server).send(full) {
                if !remote.json { display.show(.progress(stage: "uploading", progress: $0)) }
            }
            display.end()
            let answer = try await server.ask("GET", "/files/\(id)")
            remote.access.print(answer) { "\(id)\n" }
        }
    }
}

struct FileList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the newest files.")

    @Option(help: "How many.")
    var limit = 20

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        try await remote.access.printList(
            try remote.access.connect(), "/files", limit: max(1, limit), as: RemoteFile.self, \.line)
    }
}

struct FileDownload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "download", abstract: "Download a file.")

    @Argument(help: "The file's id.")
    var id: String

    @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
    var output: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let server = try remote.access.connect()
        let answer = try await server.ask("GET", "/files/\(try Self.part(id))")
        try await server.download(try answer.data(as: RemoteFile.self).url, to: output)
        remote.access.print(answer) { "\(output)\n" }
    }

    /// An id as a part of a path.
    static func part(_ id: String) throws -> String {
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !id.contains("/") else {
            throw CommandFailure("\(id) is no id.", exitCode: CommandFailure.usage)
        }
        return id
    }
}

struct FileDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a file.")

    @Argument(help: "The file's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let answer = try await remote.access.connect().ask("DELETE", "/files/\(try FileDownload.part(id))")
        remote.access.print(answer) { "Deleted.\n" }
    }
}
