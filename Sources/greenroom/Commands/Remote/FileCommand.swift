import ArgumentParser
import Foundation

/// `file`: the media of an account on a server.
struct FileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file", abstract: "Upload, list, cut, download and delete media on a server.",
        subcommands: [FileUpload.self, FileList.self, FileCut.self, FileDownload.self, FileDelete.self])
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

struct FileCut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut", abstract: "Make a file of a piece of another and print its id.",
        discussion:
            "A picture is cropped; a video is trimmed, cropped or both. The file it was cut from stays as it is.")

    @Argument(help: "The file's id.")
    var id: String

    @Option(help: "Of a video: where the piece begins, seconds.")
    var from: Double?

    @Option(help: "Of a video: where it ends, seconds.")
    var to: Double?

    @Option(help: "The part of the picture that is kept, as shares of its sides: left,top,width,height.")
    var crop: String?

    @Option(help: "The title of the new file.")
    var title: String?

    @OptionGroup var remote: RemoteOptions

    func validate() throws {
        guard from != nil || to != nil || crop != nil else { throw ValidationError("Give --from, --to or --crop.") }
        guard [from, to].allSatisfy({ $0.map { (0...86_400).contains($0) } ?? true }) else {
            throw ValidationError("--from and --to are seconds, from 0 to 86400.")
        }
        if crop != nil, shares == nil {
            throw ValidationError("--crop is four shares from 0 to 1, such as 0.25,0,0.5,1: left,top,width,height.")
        }
    }

    private var shares: [Double]? {
        let shares = (crop ?? "").split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        return shares.count == 4 && shares.allSatisfy({ (0...1).contains($0) }) ? shares : nil
    }

    private var body: [String: RemoteField] {
        var body: [String: RemoteField] = [:]
        if let from { body["start_ms"] = .number((from * 1000).rounded()) }
        if let to { body["end_ms"] = .number((to * 1000).rounded()) }
        if let shares {
            let names = ["x", "y", "width", "height"]
            body["crop"] = .object(Dictionary(uniqueKeysWithValues: zip(names, shares.map { RemoteField.number($0) })))
        }
        if let title { body["title"] = .text(title) }
        return body
    }

    func run() async throws {
        let answer = try await remote.access.connect().ask(
            "POST", "/files/\(try RemoteServer.part(id))/cut", body, headers: ["Idempotency-Key": UUID().uuidString],
            within: .seconds(900))
        let file = try answer.data(as: RemoteFile.self)
        remote.access.print(answer) { "\(file.id)\n" }
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
