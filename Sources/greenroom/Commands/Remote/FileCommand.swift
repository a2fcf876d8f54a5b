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
        discussion: "An interrupted upload resumes when you run the same command again.")

    @Argument(help: "Pictures, clips and sound.", completion: .file())
    var paths: [String]

    @Flag(help: "Send the bytes to the server's bucket, which the server fetches them from.")
    var direct = false

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let server = try remote.access.connect()
        for path in paths {
            let full = try LocalWork.existing(path, "The file")
            let display = ProgressDisplay(json: false)
            let told = { (done: Double) in
                if !remote.json { display.show(.progress(stage: "uploading", progress: done)) }
            }
            let id =
                if direct {
                    try await RemoteDirectUpload(server: server).send(full, told: told)
                } else {
                    try await RemoteUpload(server: server).send(full, told: told)
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
        try await remote.access.printList("/files", limit: limit, as: RemoteFile.self, \.line)
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
        try await remote.access.download(id, of: "/files", to: output) { (file: RemoteFile) in file.url }
    }
}

struct FileDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete a file.")

    @Argument(help: "The file's id.")
    var id: String

    @OptionGroup var remote: RemoteOptions

    func run() async throws { try await remote.access.delete(id, of: "/files", saying: "Deleted.") }
}
