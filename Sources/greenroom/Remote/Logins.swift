import Foundation

/// The API keys of servers that somebody has signed in to, in a file that only they can read.
struct Logins {
    private struct Contents: Codable {
        /// The server that is meant when none is named.
        var chosen: String?
        /// API keys by the server's address.
        var servers: [String: String] = [:]
    }

    let path: String

    /// - Parameter environment: `XDG_CONFIG_HOME` or `HOME` says where the file lies.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        path = (folder ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.config") + "/greenroom/logins.json"
    }

    /// - Throws: ``CommandFailure`` for a file that others can read.
    func key(of server: String) throws -> String? { try read().servers[server] }

    /// The server that was signed in to last.
    func chosen() throws -> String? { try read().chosen }

    func all() throws -> [String] { try read().servers.keys.sorted() }

    func keep(_ key: String, of server: String) throws {
        var contents = try read()
        contents.servers[server] = key
        contents.chosen = server
        try write(contents)
    }

    /// - Returns: false when nothing was kept of the server.
    func forget(_ server: String) throws -> Bool {
        var contents = try read()
        guard contents.servers.removeValue(forKey: server) != nil else { return false }
        if contents.chosen == server { contents.chosen = contents.servers.keys.min() }
        try write(contents)
        return true
    }

    private func read() throws -> Contents {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return Contents() }
        guard facts.st_mode & 0o077 == 0, facts.st_uid == geteuid() else {
            throw CommandFailure("\(path) holds keys and can be read by others. Run: chmod 600 \(path)")
        }
        do {
            return try JSONDecoder().decode(Contents.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandFailure("\(path) cannot be read: remove it and run `greenroom login` again.")
        }
    }

    private func write(_ contents: Contents) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let draft = path + ".\(getpid())"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let data = try encoder.encode(contents)
            let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw CommandFailure(String(cString: strerror(errno))) }
            let isWhole = Output.write(data + [UInt8(ascii: "\n")], to: descriptor) && fsync(descriptor) == 0
            close(descriptor)
            guard isWhole, rename(draft, path) == 0 else { throw CommandFailure(String(cString: strerror(errno))) }
        } catch {
            unlink(draft)
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            throw CommandFailure("The key cannot be kept in \(path): \(reason)")
        }
    }
}
