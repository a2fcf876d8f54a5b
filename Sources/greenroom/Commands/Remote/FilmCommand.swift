import ArgumentParser
import Foundation

/// `film SCRIPT`: has a server make a film of several scenes.
struct FilmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "film", abstract: "Make a film of several scenes on a server.",
        discussion: """
            The script is a JSON file: {"format": "landscape", "scenes": [{"image": "anna.png", "voice": "espeak:en-us", \
            "script": "Hello.", "pause_ms": 500}, …]}. It has the fields of POST /generate/film (GET /docs on the server \
            shows them all); image, video, audio, music, background_image and background_video name files beside it, \
            which are uploaded. Scenes that were made before cost nothing.
            """)

    @Argument(help: "The script, a JSON file.", completion: .file(extensions: ["json"]))
    var script: String

    @Option(name: .shortAndLong, help: "Write the film to this file; default: the script's name with .mp4.")
    var output: String?

    @Flag(help: "Only tell what it would take and cost.")
    var estimate = false

    @OptionGroup var remote: RemoteOptions

    func run() async throws {
        let film = try FilmScript(script)
        let server = try remote.access.connect()
        let display = ProgressDisplay(json: remote.json)
        let upload = RemoteUpload(server: server)
        let body = try await film.body { path in
            try await upload.send(path) { display.show(.progress(stage: "uploading", progress: $0)) }
        }
        guard !estimate else {
            display.end()
            let answer = try await server.ask("POST", "/generate/film/estimate", body)
            return try remote.access.print(answer) { try Self.words(answer.data(as: Estimate.self)) }
        }
        let queued = try await server.ask(
            "POST", "/generate/film", body, headers: ["Idempotency-Key": UUID().uuidString])
        let task = try await server.follow(try queued.data(as: RemoteTask.self).id) { stage, progress in
            display.show(.progress(stage: stage, progress: progress))
        }
        display.end()
        if let problem = task.problem { throw problem }
        guard let url = task.result?.url else { throw CommandFailure("The film was deleted.") }
        let place = output ?? URL(fileURLWithPath: script).deletingPathExtension().lastPathComponent + ".mp4"
        try await server.download(url, to: place)
        let answer = try await server.ask("GET", "/tasks/\(task.id)")
        remote.access.print(answer) { place + "\n" }
    }

    private struct Estimate: Decodable {
        let credits: Int
        let seconds: Double?
    }

    private static func words(_ estimate: Estimate) -> String {
        let time = estimate.seconds.map { "about \(Int($0.rounded(.up))) seconds" } ?? "an unknown time"
        return "It takes \(time)" + (estimate.credits > 0 ? " and \(estimate.credits) credits.\n" : ".\n")
    }
}
