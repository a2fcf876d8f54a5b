import Foundation

/// A film as a file describes it: the body of `POST /generate/film`, in which `image`, `video`, `audio`, `music`,
/// `background_image` and `background_video` may name files beside it.
struct FilmScript {
    private static let media = ["image", "video", "audio", "music", "background_image", "background_video"]

    private let fields: [String: RemoteField]
    private let folder: URL

    /// - Throws: ``CommandFailure``.
    init(_ path: String) throws {
        let full = URL(fileURLWithPath: try LocalWork.existing(path, "The script"))
        do {
            fields = try JSONDecoder().decode([String: RemoteField].self, from: Data(contentsOf: full))
        } catch {
            throw CommandFailure("\(path) is no JSON object.", exitCode: CommandFailure.usage)
        }
        guard case .items(let scenes)? = fields["scenes"], !scenes.isEmpty else {
            throw CommandFailure("\(path) has no list of scenes.", exitCode: CommandFailure.usage)
        }
        folder = full.deletingLastPathComponent()
    }

    /// The request, once the files that it names are on the server.
    /// - Parameter send: brings a file there, once each, and gives its id.
    func body(_ send: (String) async throws -> String) async throws -> [String: RemoteField] {
        var sent: [String: String] = [:]
        var body = try await named(fields, &sent, send)
        if case .items(let scenes)? = fields["scenes"] {
            var found: [RemoteField] = []
            for scene in scenes {
                guard case .object(let fields) = scene else {
                    throw CommandFailure("A scene of the script is no object.", exitCode: CommandFailure.usage)
                }
                found.append(.object(try await named(fields, &sent, send)))
            }
            body["scenes"] = .items(found)
        }
        return body
    }

    /// The fields with ids for paths.
    private func named(
        _ fields: [String: RemoteField], _ sent: inout [String: String], _ send: (String) async throws -> String
    ) async throws -> [String: RemoteField] {
        var named = fields
        for noun in Self.media {
            guard case .text(let path)? = named.removeValue(forKey: noun) else { continue }
            let full = try LocalWork.existing(
                URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL.path, "The file")
            let id: String
            if let known = sent[full] { id = known } else { id = try await send(full) }
            sent[full] = id
            named[noun + "_file_id"] = .text(id)
        }
        return named
    }
}
