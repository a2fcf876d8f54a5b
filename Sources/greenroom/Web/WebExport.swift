import Crypto
import Domain
import Foundation

/// The web app as files for any static host or bucket, talking to a server elsewhere. Scripts and styles get names that hold
/// their hash, so that they may be cached for good; an import map tells the browser which is which, and the scripts
/// themselves stay as they are.
struct WebExport {
    /// Of this installation.
    let web: String
    /// The server's, such as `https://api.example.com`.
    let api: String
    /// Origins that the server sends browsers to for media.
    let media: [String]

    /// Not part of the app: the reference shows the server's own description and is served by it.
    private static let left: Set = ["docs", "pages.txt"]

    /// - Parameter folder: must be empty or missing.
    /// - Returns: how many files were written.
    /// - Throws: ``CommandFailure``.
    func write(to folder: String) throws -> Int {
        let files = FileManager.default
        guard (try? files.contentsOfDirectory(atPath: folder))?.isEmpty ?? true else {
            throw CommandFailure("\(folder) is not empty")
        }
        do {
            return try export(to: folder)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("the web app could not be written to \(folder): \(Cause(error))")
        }
    }

    private func export(to folder: String) throws -> Int {
        var names: [String: String] = [:]
        let paths = try paths()
        for path in paths where path.hasSuffix(".js") && path != "theme.js" || isStyle(path) {
            names[path] = Self.named(path, by: try content(of: path))
        }
        // What imports the other styles has their new names in it, and so a hash that changes with theirs.
        names["styles/main.css"] = Self.named("styles/main.css", by: try mainStyle(names))
        for path in paths where path != "index.html" {
            let bytes = path == "styles/main.css" ? try mainStyle(names) : try content(of: path)
            try put(bytes, at: "\(folder)/\(names[path] ?? path)")
        }
        let page = try page(names)
        // Static hosts show one or the other for addresses that are no files: the app finds its way by them.
        for name in ["index.html", "404.html"] { try put(Data(page.html.utf8), at: "\(folder)/\(name)") }
        try put(Data(headers(page.policy).utf8), at: "\(folder)/_headers")
        return paths.count + 2
    }

    private func isStyle(_ path: String) -> Bool { path.hasPrefix("styles/") && path.hasSuffix(".css") }

    private func paths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: web).filter { path in
            guard let first = path.split(separator: "/").first, !Self.left.contains(String(first)) else { return false }
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(web)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    private func content(of path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(web)/\(path)"))
    }

    private func mainStyle(_ names: [String: String]) throws -> Data {
        let text = String(decoding: try content(of: "styles/main.css"), as: UTF8.self)
        let renamed = text.replacing(/@import url\("([^"]+)"\)/) { match in
            let name = names["styles/" + match.1].map { String($0.dropFirst("styles/".count)) } ?? String(match.1)
            return "@import url(\"\(name)\")"
        }
        return Data(renamed.utf8)
    }

    /// The page, and the policy that it needs.
    private func page(_ names: [String: String]) throws -> (html: String, policy: String) {
        let scripts = names.filter { $0.key.hasSuffix(".js") }
        let map = try JSONSerialization.data(
            withJSONObject: [
                "imports": Dictionary(uniqueKeysWithValues: scripts.map { ("/" + $0.key, "/" + $0.value) })
            ], options: [.sortedKeys, .withoutEscapingSlashes])
        let json = String(decoding: map, as: UTF8.self)
        let hash = Data(SHA256.hash(data: map)).base64EncodedString()
        let hosts = ([api] + media).joined(separator: " ")
        let policy = [
            "default-src 'none'", "script-src 'self' 'sha256-\(hash)'", "style-src 'self'",
            "img-src 'self' data: blob: \(hosts)", "media-src 'self' blob: \(hosts)", "font-src 'self'",
            "connect-src 'self' \(api)", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'",
        ].joined(separator: "; ")
        var html = String(decoding: try content(of: "index.html"), as: UTF8.self)
        html.replace("content=\"/api/v1\"", with: "content=\"\(api)/api/v1\"")
        html.replace(/(href|src)="\/([^"]+\.(?:js|css))"/) { match in
            "\(match.1)=\"/\(names[String(match.2)] ?? String(match.2))\""
        }
        let head = """
                <meta http-equiv="Content-Security-Policy" content="\(policy)">
                <script type="importmap">\(json)</script>

            """
        guard let place = html.range(of: "    <meta name=\"greenroom-api\"") else {
            throw CommandFailure("\(web)/index.html does not name its API")
        }
        html.insert(contentsOf: head, at: place.lowerBound)
        return (html, policy)
    }

    /// For the hosts that read them from this file; others are set up with the same.
    private func headers(_ policy: String) -> String {
        """
        /*
          Content-Security-Policy: \(policy); frame-ancestors 'none'
          X-Content-Type-Options: nosniff
          Referrer-Policy: same-origin
          X-Frame-Options: DENY
          Cache-Control: no-cache
        /*.*.js
          Cache-Control: public, max-age=31536000, immutable
        /styles/*.*.css
          Cache-Control: public, max-age=31536000, immutable

        """
    }

    /// `app.js` becomes `app.0f1e2d3c.js`.
    private static func named(_ path: String, by content: Data) -> String {
        let hash = SHA256.hash(data: content).prefix(4).hex
        let end = path.lastIndex(of: ".") ?? path.endIndex
        return "\(path[..<end]).\(hash)\(path[end...])"
    }

    private func put(_ bytes: Data, at path: String) throws {
        let place = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: place)
    }
}
