import Crypto
import Domain
import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

/// The web app's files, as they lie in a folder.
final class WebFiles: Sendable {
    private struct Entry: Sendable {
        let modified: Int64
        let size: Int64
        let inode: UInt64
        let etag: String
        let bytes: ByteBuffer
    }

    private static let maxBytes = 16 << 20
    private static let app = "index.html"

    private let folder: String
    private let policy: String
    private let pages: WebPages?
    /// By path below the folder; as many as there are files.
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameters:
    ///   - folder: absolute.
    ///   - mediaOrigins: where media come from besides this server.
    ///   - uploadOrigins: where files go to besides this server.
    init(folder: String, mediaOrigins: [String] = [], uploadOrigins: [String] = []) {
        self.folder = folder
        policy = Self.policy(mediaOrigins, uploadOrigins)
        pages = WebPages(folder: folder)
    }

    /// Scripts and styles from here only, none inline; media from here, from mirrors, and from what the page itself made.
    private static func policy(_ mediaOrigins: [String], _ uploadOrigins: [String]) -> String {
        let others = mediaOrigins.map { " " + $0 }.joined()
        let takers = uploadOrigins.map { " " + $0 }.joined()
        return [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:\(others)",
            "media-src 'self' blob:\(others)", "font-src 'self'", "connect-src 'self'\(takers)",
            "manifest-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    /// - Throws: 404 for what is not there, 405 for another method than GET and HEAD.
    func response(to request: Request) async throws -> Response {
        let path = request.uri.path
        guard path != "/api", !path.hasPrefix("/api/") else { throw ErrorBody.notFound }
        guard request.method == .get || request.method == .head else {
            throw ErrorBody.methodNotAllowed(["GET", "HEAD"])
        }
        for candidate in try Self.candidates(for: path) {
            guard let entry = try await load(candidate) else { continue }
            let isLost = candidate == Self.app && pages.map { !$0.has(path) } ?? false
            // A person gets the app, which says that there is no such page.
            guard !isLost || request.headers[.accept]?.contains("text/html") ?? false else { break }
            var response = self.response(to: request, with: entry, path: candidate)
            if isLost { response.status = .notFound }
            if path == "/shared" { response.headers[.robotsTag] = "noindex, nofollow" }
            return response
        }
        throw ErrorBody.notFound
    }

    /// Paths below the folder, in the order to try them. A page's address has no extension: it is a folder's own page
    /// or the app, which finds its way by the address.
    static func candidates(for path: String) throws -> [String] {
        guard var decoded = path.removingPercentEncoding else { throw ErrorBody.notFound }
        // Another name of the reference, which other servers have.
        if decoded == "/redoc" || decoded == "/redoc/" { decoded = "/docs" }
        let parts = decoded.split(separator: "/")
        let isHarmless = parts.allSatisfy { part in
            !part.hasPrefix(".") && part.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\\" && $0 != "\u{7f}" }
        }
        guard isHarmless, parts.count <= 16, decoded.utf8.count <= 512 else { throw ErrorBody.notFound }
        let joined = parts.joined(separator: "/")
        if let last = parts.last, last.contains(".") { return [joined] }
        return parts.isEmpty ? [app] : ["\(joined)/index.html", app]
    }

    private func load(_ path: String) async throws -> Entry? {
        let known = entries.withLock { $0[path] }
        let full = "\(folder)/\(path)"
        let fresh = try await NIOThreadPool.singleton.runIfActive { try Self.read(full, unlessLike: known) }
        if let fresh { entries.withLock { $0[path] = fresh } }
        return fresh
    }

    /// - Returns: the known entry when the file has not changed, nil when there is none.
    private static func read(_ path: String, unlessLike known: Entry?) throws -> Entry? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= maxBytes else {
            return nil
        }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        if let known, known.modified == modified, known.size == status.st_size, known.inode == status.st_ino {
            return known
        }
        let data = try Data(contentsOf: URL(filePath: path))
        return Entry(
            modified: modified, size: Int64(status.st_size), inode: UInt64(status.st_ino),
            etag: "\"\(SHA256.hash(data: data).prefix(16).hex)\"", bytes: ByteBuffer(bytes: data))
    }

    private func response(to request: Request, with entry: Entry, path: String) -> Response {
        var headers = HTTPFields()
        headers[.eTag] = entry.etag
        // The files have no version in their names: every use asks whether they changed, and gets 304.
        headers[.cacheControl] = "no-cache"
        headers[.contentSecurityPolicy] = policy
        headers[.frameOptions] = "DENY"
        headers[.openerPolicy] = "same-origin"
        headers[.permissionsPolicy] = "camera=(self), microphone=(self), geolocation=()"
        let conditions = Conditions(etag: entry.etag, lastModified: nil)
        if conditions.judge(request.headers) == .notModified {
            return Response(status: .notModified, headers: headers)
        }
        let fileExtension = path.split(separator: ".").last ?? ""
        headers[.contentType] = ContentType.ofWebFile(fileExtension)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: entry.bytes))
    }
}
