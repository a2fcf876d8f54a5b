import Domain
import Foundation

/// Has a server do what the commands otherwise do here: brings the inputs there, waits, and fetches the result.
struct RemoteWork {
    let server: RemoteServer
    let display: ProgressDisplay

    /// - Parameter places: where files go, by role; no file is there yet.
    /// - Returns: the files that were written.
    /// - Throws: ``CommandFailure``.
    func carryOut(
        _ order: LocalWork.Order, to places: [EngineOutput.Role: String]
    ) async throws -> [EngineOutput.Role: String] {
        let path = try Self.path(of: order)
        var body = try Self.body(of: order)
        for (role, file) in order.inputs.sorted(by: { $0.key < $1.key }) {
            let id = try await RemoteUpload(server: server).send(file) {
                display.show(.progress(stage: "uploading", progress: $0))
            }
            body["\(role)_file_id"] = .text(id)
        }
        let queued = try await server.ask("POST", path, body, headers: ["Idempotency-Key": UUID().uuidString])
        let id = try queued.data(as: RemoteTask.self).id
        let task = try await server.follow(id) { display.show(.progress(stage: $0, progress: $1)) }
        if let problem = task.problem { throw problem }
        var made: [EngineOutput.Role: String] = [:]
        let results: [(EngineOutput.Role, String?)] = [
            (order.kind.product, task.result?.url), (.subtitles, task.result?.subtitlesUrl),
        ]
        for (role, url) in results {
            guard let url, let place = places[role] else { continue }
            try await server.download(url, to: place)
            made[role] = place
        }
        return made
    }

    private static func path(of order: LocalWork.Order) throws -> String {
        switch order.kind {
        case .animateMove: return "/videos/animate-move"
        case .animateMix: return "/videos/animate-mix"
        case .talkingVideo: return "/generate"
        case .speech: return "/generate/speech"
        case .film:
            throw CommandFailure("A film is made by a server only.", exitCode: CommandFailure.usage)
        case .avatarTraining, .voiceClone:
            throw CommandFailure(
                "A server wants the consent of the person first: use its page for avatars and cloned voices.",
                exitCode: CommandFailure.usage)
        }
    }

    /// Without the files.
    private static func body(of order: LocalWork.Order) throws -> [String: RemoteField] {
        for role in ["avatar", "profile"] where order.inputs[role] != nil {
            throw CommandFailure(
                "An \(role) in a file works without a server only.", exitCode: CommandFailure.usage)
        }
        let parameters = order.parameters
        var body: [String: RemoteField] = [:]
        if let mode = parameters["mode"] { body["mode"] = .text(mode) }
        if let text = parameters["text"] {
            body[order.kind == .speech ? "text" : "script"] = .text(text)
            guard let voice = parameters["voice"] else {
                throw CommandFailure(
                    "Name a voice with --voice; `greenroom voice list` knows them.", exitCode: CommandFailure.usage)
            }
            body["voice"] = .text(voice)
            for name in ["rate", "pauses"] {
                if let value = parameters[name].flatMap(Double.init) { body[name] = .number(value) }
            }
        }
        if let format = parameters["format"], format != "wav" {
            throw CommandFailure(
                "A server makes WAV files: let the output end in .wav.", exitCode: CommandFailure.usage)
        }
        switch parameters["subtitles"] {
        case "sidecar": body["subtitles"] = true
        case "burned": body["burn_subtitles"] = true
        default: break
        }
        return body
    }
}
