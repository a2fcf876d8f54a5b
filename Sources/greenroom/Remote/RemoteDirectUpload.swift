import Crypto
import Domain
import Foundation
import Outbound

/// Puts a file into the server's bucket, in parts, and goes on with what the bucket has where an earlier run was cut off.
struct RemoteDirectUpload {
    /// Parts at a time.
    private static let streams = 4
    private static let mostFailures = 5

    let server: RemoteServer
    /// Where unfinished uploads are noted.
    private let notes: UploadNotes
    private let web = WebClient(policy: .online)

    init(server: RemoteServer, notes: UploadNotes = UploadNotes()) {
        self.server = server
        self.notes = notes
    }

    /// An upload as the API tells it.
    private struct Upload: Decodable {
        struct Part: Decodable {
            let number: Int
            let offset: Int64
            let sizeBytes: Int64
            let url: String?
            let headers: [String: String]
        }

        let id: String
        let parts: [Part]

        var missing: [Part] { parts.filter { $0.url != nil } }
    }

    /// - Parameters:
    ///   - path: of a file that can be read.
    ///   - told: how much of it is in the bucket, 0...1.
    /// - Returns: the id of the file on the server.
    func send(_ path: String, told: (Double) -> Void) async throws -> String {
        let facts = try RemoteUpload.facts(of: path)
        let note = UploadNotes.Note(
            server: server.address + " direct", path: path, size: facts.size, modifiedAt: facts.modifiedAt)
        var upload: Upload
        if let there = try await resumed(note) { upload = there } else { upload = try await begun(path, facts.size) }
        notes.keep(upload.id, for: note)
        var failures = 0
        while !upload.missing.isEmpty {
            do {
                try await put(upload, of: path, size: facts.size, told)
            } catch is RemoteServer.Unreachable where failures < Self.mostFailures && !Task.isCancelled {
                failures += 1
                try? await Task.sleep(for: .seconds(failures))
            } catch let error as RemoteServer.Unreachable {
                throw error.failure
            }
            upload = try await server.ask("GET", place(upload.id)).data(as: Upload.self)
        }
        let file = try await complete(upload.id, note)
        notes.forget(note)
        return file
    }

    private func place(_ id: String) throws -> String { "/uploads/direct/\(try RemoteServer.part(id))" }

    private func resumed(_ note: UploadNotes.Note) async throws -> Upload? {
        guard let id = notes.place(of: note) else { return nil }
        let answer = try await server.send(server.request("GET", place(id)))
        guard answer.status == 200, let upload = try? RemoteAnswer(answer).data(as: Upload.self) else {
            notes.forget(note)
            return nil
        }
        return upload
    }

    private func begun(_ path: String, _ size: Int64) async throws -> Upload {
        let name = (path as NSString).lastPathComponent
        return try await server.ask(
            "POST", "/uploads/direct",
            ["name": .text(name), "size_bytes": .number(Double(size)), "sha256": .text(try Self.sha256(of: path))]
        ).data(as: Upload.self)
    }

    private func put(_ upload: Upload, of path: String, size: Int64, _ told: (Double) -> Void) async throws {
        var waiting = upload.missing[...]
        var done = size - waiting.reduce(0) { $0 + $1.sizeBytes }
        try await withThrowingTaskGroup(of: Int64.self) { group in
            func putNext() {
                guard let part = waiting.popFirst() else { return }
                group.addTask {
                    try await put(part, of: path)
                    return part.sizeBytes
                }
            }
            for _ in 0..<Self.streams { putNext() }
            while let bytes = try await group.next() {
                done += bytes
                told(Double(done) / Double(size))
                putNext()
            }
        }
    }

    /// The address is of a bucket, which learns nothing of the key that opens the server.
    private func put(_ part: Upload.Part, of path: String) async throws {
        guard let url = part.url else { return }
        var request = WebRequest("PUT", url, headers: part.headers)
        request.body = .file(WebFile(path: path, offset: part.offset, length: part.sizeBytes))
        var limits = WebLimits(total: .seconds(24 * 3600), answerBytes: 1 << 20)
        limits.idle = .seconds(60)
        request.limits = limits
        let answer: WebResponse
        do {
            answer = try await web.naming([url], as: "bucket").send(request)
        } catch {
            let failure = CommandFailure("The server's bucket cannot be reached: \(error).")
            switch error {
            case .timedOut, .unreachable, .unsent: throw RemoteServer.Unreachable(failure: failure)
            default: throw failure
            }
        }
        guard !(200..<300).contains(answer.status) else { return }
        // Worth another try with a fresh address: this one may have expired, or the bucket is busy.
        throw RemoteServer.Unreachable(
            failure: CommandFailure("The server's bucket refused a part of the file: it answered \(answer.status)."))
    }

    /// The server fetches the file, which may take longer than whatever stands before the server waits.
    private func complete(_ id: String, _ note: UploadNotes.Note) async throws -> String {
        struct Stored: Decodable { let id: String }
        for failures in 0... {
            var request = server.request("POST", try place(id) + "/complete")
            request.limits = WebLimits(total: .seconds(3600))
            do {
                let answer = try await server.attempt(request)
                guard [502, 503, 504].contains(answer.status), failures < Self.mostFailures else {
                    // After these the upload is gone.
                    if [404, 413, 415, 422].contains(answer.status) { notes.forget(note) }
                    return try RemoteAnswer(answer).data(as: Stored.self).id
                }
            } catch let error as RemoteServer.Unreachable {
                guard failures < Self.mostFailures, !Task.isCancelled else { throw error.failure }
            }
            try await Task.sleep(for: .seconds(failures + 1))
        }
        throw CommandFailure("The server does not complete the upload.")
    }

    private static func sha256(of path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("\(path) cannot be read.", exitCode: CommandFailure.refused)
        }
        defer { try? file.close() }
        var hasher = SHA256()
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty { hasher.update(data: part) }
        return hasher.finalize().hex
    }
}
