import Crypto
import Domain
import Foundation
import Outbound

/// Sends a file by tus 1.0.0, in pieces, and goes on where an earlier run was cut off.
struct RemoteUpload {
    static let pieceBytes: Int64 = 8 << 20

    let server: RemoteServer
    /// Where unfinished uploads are noted.
    private let notes: UploadNotes

    init(server: RemoteServer, notes: UploadNotes = UploadNotes()) {
        self.server = server
        self.notes = notes
    }

    private static let version = ["Tus-Resumable": "1.0.0"]

    /// - Parameters:
    ///   - path: of a file that can be read.
    ///   - told: how much of it is there, 0...1.
    /// - Returns: the id of the file on the server.
    func send(_ path: String, told: (Double) -> Void) async throws -> String {
        let (size, modifiedAt) = try Self.facts(of: path)
        let note = UploadNotes.Note(server: server.address, path: path, size: size, modifiedAt: modifiedAt)
        var state: State
        if let there = try await resumed(note) {
            state = there
        } else {
            state = State(place: try await begun(path, size), offset: 0, file: nil)
        }
        notes.keep(state.place, for: note)
        var failures = 0
        while state.file == nil {
            do {
                let next = try await piece(of: path, at: state, size: size)
                guard next.offset > state.offset || next.file != nil else {
                    throw CommandFailure("The server does not take the file's bytes.")
                }
                (state, failures) = (next, 0)
            } catch is RemoteServer.Unreachable where failures < 5 && !Task.isCancelled {
                // Some of it may have arrived.
                failures += 1
                try? await Task.sleep(for: .seconds(failures))
                if let there = try? await resumed(note) { state = there }
            } catch let error as RemoteServer.Unreachable {
                throw error.failure
            }
            told(Double(state.offset) / Double(size))
        }
        notes.forget(note)
        return state.file ?? ""
    }

    /// - Throws: ``CommandFailure`` for what cannot be uploaded.
    static func facts(of path: String) throws -> (size: Int64, modifiedAt: Int64) {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw CommandFailure("\(path) is no file.", exitCode: CommandFailure.usage)
        }
        guard facts.st_size > 0 else { throw CommandFailure("\(path) is empty.", exitCode: CommandFailure.refused) }
        return (Int64(facts.st_size), Int64(facts.st_mtim.tv_sec))
    }

    /// How much of an upload is there.
    private struct State {
        let place: String
        var offset: Int64
        /// Once it is whole.
        var file: String?
    }

    /// Where an earlier run was cut off.
    private func resumed(_ note: UploadNotes.Note) async throws -> State? {
        guard let place = notes.place(of: note) else { return nil }
        let head = try await server.send(server.request("HEAD", place, headers: Self.version))
        guard head.status == 200 || head.status == 204,
            let offset = head.headers["upload-offset"].flatMap({ Int64($0) }),
            (0...note.size).contains(offset)
        else {
            notes.forget(note)
            return nil
        }
        return State(place: place, offset: offset, file: head.headers["x-greenroom-file-id"])
    }

    private func begun(_ path: String, _ size: Int64) async throws -> String {
        let name = Data((path as NSString).lastPathComponent.utf8).base64EncodedString()
        let headers = Self.version.merging(
            ["Upload-Length": String(size), "Upload-Metadata": "filename \(name)"]) { $1 }
        let answer = try await server.send(server.request("POST", "/uploads", headers: headers))
        guard answer.status == 201, let place = answer.headers["location"] else {
            throw RemoteAnswer.failure(status: answer.status, body: answer.body)
        }
        return place
    }

    private func piece(of path: String, at state: State, size: Int64) async throws -> State {
        let length = min(Self.pieceBytes, size - state.offset)
        var request = server.request(
            "PATCH", state.place,
            headers: Self.version.merging(
                ["Upload-Offset": String(state.offset), "Content-Type": "application/offset+octet-stream"]) { $1 })
        request.body = .file(WebFile(path: path, offset: state.offset, length: length))
        request.limits = WebLimits(total: .seconds(900))
        let answer = try await server.attempt(request)
        guard answer.status == 204 || answer.status == 200,
            let offset = answer.headers["upload-offset"].flatMap({ Int64($0) })
        else { throw RemoteAnswer.failure(status: answer.status, body: answer.body) }
        return State(place: state.place, offset: offset, file: answer.headers["x-greenroom-file-id"])
    }
}

/// Which uploads of earlier runs are not finished; a small file of each, which holds no secret.
struct UploadNotes {
    struct Note {
        let server: String
        let path: String
        let size: Int64
        let modifiedAt: Int64

        fileprivate var name: String {
            let text = "\(server)\n\(path)\n\(size)\n\(modifiedAt)"
            return SHA256.hash(data: Data(text.utf8)).hex
        }
    }

    private let folder: String

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        folder = (state ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state") + "/greenroom/uploads"
    }

    func place(of note: Note) -> String? {
        try? String(contentsOfFile: "\(folder)/\(note.name)", encoding: .utf8)
    }

    /// An upload that cannot be noted is merely not resumed.
    func keep(_ place: String, for note: Note) {
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try? Data(place.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(note.name)"), options: .atomic)
    }

    func forget(_ note: Note) { unlink("\(folder)/\(note.name)") }
}
