import Foundation
import FoundationNetworking
import Synchronization

/// A real `greenroom serve` on a free loopback port.
///
/// `@unchecked Sendable`: the process is only signalled and asked for its id, which any thread may do.
final class RunningServer: @unchecked Sendable {
    struct NotReady: Error { let said: String }

    let address: String
    private let process: Process
    private let ended: AsyncStream<Int32>
    var pid: pid_t { process.processIdentifier }

    /// Returns when the server says that it is ready.
    /// - Parameter log: where its log goes; nil writes it beside the home.
    init(
        home: String, arguments: [String] = [], environment: [String: String] = [:], log: FileHandle? = nil
    ) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Build.greenroom)
        process.arguments = ["serve", "--home", home, "--port", "0"] + arguments
        // Packs of its own: what a test adds or removes is never the machine's.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["GREENROOM_PACKS": home + ".packs"]) { $1 }
            .merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let errors = FileManager.default.createFile(atPath: home + ".log", contents: nil)
        process.standardError = log ?? (errors ? FileHandle(forWritingAtPath: home + ".log") : nil)
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { end.yield($0.terminationReason == .exit ? $0.terminationStatus : -1) }
        try process.run()
        let said = await withCheckedContinuation { (ready: CheckedContinuation<String, Never>) in
            Thread {
                var text = ""
                while !text.contains("\n") {
                    let chunk = output.fileHandleForReading.availableData
                    guard !chunk.isEmpty else { break }
                    text += String(decoding: chunk, as: UTF8.self)
                }
                ready.resume(returning: text)
            }.start()
        }
        guard let start = said.firstRange(of: /https?:\/\//) else {
            throw NotReady(said: said + ((try? String(contentsOfFile: home + ".log", encoding: .utf8)) ?? ""))
        }
        address = String(said[start.lowerBound...].prefix { !$0.isNewline })
        self.process = process
        self.ended = ended
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Sends the signal and waits for the end.
    /// - Returns: the exit status, -1 when the signal killed it.
    @discardableResult func end(_ signal: Int32 = SIGTERM) async -> Int32 {
        kill(process.processIdentifier, signal)
        for await status in ended { return status }
        return -1
    }
}

/// A client of the API, signed in.
struct Client: Sendable {
    struct Unexpected: Error, CustomStringConvertible { let description: String }

    var address: String
    var token: String?

    /// - Parameter password: of an account that is there already; nil makes one, or takes the usual one.
    init(
        _ server: RunningServer, email: String = "ada@example.com", name: String = "Ada", password: String? = nil,
        isNew: Bool = true
    ) async throws {
        address = server.address
        let answer = try await send(
            "POST", "/auth/" + (isNew && password == nil ? "register" : "login"),
            json: ["email": email, "password": password ?? "correct horse battery", "name": name])
        token = answer["access_token"] as? String
    }

    /// - Returns: the answer's `data`.
    /// - Throws: ``Unexpected`` with the answer when it is no success.
    @discardableResult func send(
        _ method: String, _ path: String, json: [String: any Sendable]? = nil, body: Data? = nil,
        headers: [String: String] = [:]
    ) async throws -> [String: Any] {
        var request = URLRequest(url: try url(path))
        request.httpMethod = method
        request.timeoutInterval = 120
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let json {
            request.httpBody = try JSONSerialization.data(withJSONObject: json)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        if let body { request.httpBody = body }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard (200..<300).contains(status), let answer else {
            throw Unexpected(description: "\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return answer["data"] as? [String: Any] ?? [:]
    }

    /// An answer whose data is a list.
    func list(_ path: String) async throws -> [[String: Any]] {
        var request = URLRequest(url: try url(path))
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let (data, _) = try await URLSession.shared.data(for: request)
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return answer?["data"] as? [[String: Any]] ?? []
    }

    func upload(_ path: String, kind: String) async throws -> String {
        let boundary = UUID().uuidString
        let name = (path as NSString).lastPathComponent
        var body = Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n\(kind)\r\n".utf8)
        body += Data(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n".utf8)
        body += try Data(contentsOf: URL(fileURLWithPath: path)) + Data("\r\n--\(boundary)--\r\n".utf8)
        let file = try await send(
            "POST", "/files", body: body, headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)"])
        guard let id = file["id"] as? String else { throw Unexpected(description: "\(file)") }
        return id
    }

    func download(_ path: String) async throws -> Data {
        let (data, response) = try await URLSession.shared.data(from: try url(path))
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else { throw Unexpected(description: "GET \(path): \(status)") }
        return data
    }

    private func url(_ path: String) throws -> URL {
        let full = path.hasPrefix("http") ? path : address + (path.hasPrefix("/api") ? path : "/api/v1" + path)
        guard let url = URL(string: full) else { throw Unexpected(description: full) }
        return url
    }
}

/// A task's events as the server streams them, read by curl.
final class Events: @unchecked Sendable {  // only the reading thread touches the pipe
    private let process = Process()
    let lines: AsyncStream<String>

    convenience init(_ client: Client, path: String) throws {
        try self.init(arguments: [
            "-sN", "--max-time", "300", "-H", "Authorization: Bearer \(client.token ?? "")",
            client.address + "/api/v1" + path,
        ])
    }

    /// - Parameter arguments: of curl.
    init(arguments: [String]) throws {
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        Thread {
            var rest = ""
            while true {
                let chunk = output.fileHandleForReading.availableData
                guard !chunk.isEmpty else { break }
                rest += String(decoding: chunk, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    line.yield(String(rest[..<end]))
                    rest = String(rest[rest.index(after: end)...])
                }
            }
            line.finish()
        }.start()
    }

    deinit { process.end() }

    /// Waits for a line that contains the text; nil when the stream ends without it.
    func first(containing texts: String...) async -> String? {
        for await line in lines where texts.contains(where: line.contains) { return line }
        return nil
    }
}
