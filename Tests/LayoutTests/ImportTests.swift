import Foundation
import Testing

/// Who may import whom: the rooms of `Sources/README.md`. SwiftPM lets a file import what its target's dependencies
/// depend on, so only reading the lines keeps the doors shut.
@Suite struct ImportTests {
    /// What each room may import beside the standard library's modules and Foundation.
    static let doors: [String: Set<String>] = [
        "greenroom": [
            "Version", "Server", "Studio", "Storage", "Providers", "Domain", "ArgumentParser", "Logging",
            "ServiceLifecycle",
            "Configuration", "SystemPackage", "UnixSignals", "Outbound", "Sandbox", "Crypto",
        ],
        "Server": [
            "Studio", "Domain", "Hummingbird", "HummingbirdCore", "HummingbirdHTTP2", "NIOHTTP2", "NIOSSL", "Logging",
            "JWTKit", "HTTPTypes", "NIOCore",
            "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOHTTP1", "NIOPosix", "NIOFileSystem", "Metrics", "Crypto",
            "ServiceLifecycle",
        ],
        "Studio": [
            "Storage", "Domain", "Logging", "Crypto", "CryptoExtras", "ServiceLifecycle", "DequeModule",
            "OrderedCollections", "Metrics",
        ],
        "Storage": ["Domain", "GRDB", "Crypto", "CryptoExtras", "Logging"],
        "Domain": [],
        "Version": [],
        "Providers": [
            "CMaxMind", "CZlib", "Outbound", "Domain", "Logging", "Subprocess", "SystemPackage", "Crypto",
            "CryptoExtras", "JWTKit", "X509",
        ],
        "Outbound": ["Domain", "CCurl", "Crypto"],
        "Sandbox": [
            "Hummingbird", "HTTPTypes", "Logging", "ServiceLifecycle", "Crypto", "CryptoExtras", "JWTKit", "X509",
            "NIOCore", "NIOHTTPTypes", "NIOPosix",
        ],
        "greenroom-media": ["Version", "Puppetry", "Voice", "Inference", "Media", "ArgumentParser"],
        "Puppetry": ["CPuppetry", "Inference", "Media"],
        "Voice": ["CEspeak", "CMeCab", "CVoice", "CWhisper", "Inference", "Media"],
        "Inference": ["CInference"],
        "Media": ["CPango", "CLibAV", "CLibASS", "CLCMS", "CLibHEIF", "CLibPNG", "CICU", "CFontconfig"],
    ]

    /// Comes with the toolchain and opens no door of ours.
    static let toolchain: Set<String> = ["Foundation", "FoundationEssentials", "Synchronization", "Dispatch", "Glibc"]

    @Test(arguments: doors.keys.sorted())
    func `a room imports only what lies below it`(room: String) throws {
        let allowed = try #require(Self.doors[room])

        let files = try Sources.files(under: room)

        #expect(!files.isEmpty)
        for file in files {
            for module in try Sources.imports(of: file) where !Self.toolchain.contains(module) {
                #expect(allowed.contains(module), "\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test func `every room stands on the map`() throws {
        let rooms = try FileManager.default.contentsOfDirectory(atPath: Sources.folder.path)
            .filter { !$0.contains(".") && !$0.hasPrefix("C") }

        #expect(Set(rooms) == Set(Self.doors.keys))
        let map = try Self.map()
        for room in rooms { #expect(map[room] != nil, "\(room) has no line on the map in Sources/README.md") }
    }

    /// What the map of `Sources/README.md` says of each room.
    private static func map() throws -> [String: String] {
        let page = try String(contentsOf: Sources.folder.appending(path: "README.md"), encoding: .utf8)
        let block = try #require(page.components(separatedBy: "```").dropFirst().first)
        var (map, room): ([String: String], String) = ([:], "")
        for line in block.split(separator: "\n") {
            if let name = line.prefixMatch(of: /([A-Za-z-]+) {2,}/)?.output.1 { room = String(name) }
            map[room, default: ""] += line + "\n"
        }
        return map
    }

    /// Domain, Storage and Studio have a folder per noun, Puppetry a page of its own.
    @Test(arguments: doors.keys.sorted().filter { !["Domain", "Storage", "Studio", "Puppetry"].contains($0) })
    func `the map names each folder of a room`(room: String) throws {
        let text = try #require(try Self.map()[room])

        for folder in try Sources.folders(of: room) {
            let name = try Regex("\\b\(folder)/(?!\\d)")
            #expect(text.contains(name), "\(room)/\(folder) is not named")
        }
    }

    @Test func `the map tells which rooms have no test target of their own`() throws {
        let page = try String(contentsOf: Sources.folder.appending(path: "README.md"), encoding: .utf8)
            .replacing("\n", with: " ")
        let told = try #require(page.firstMatch(of: /A test target per room, but for (.*?), which the tests/)?.output.1)
        let tests = try FileManager.default.contentsOfDirectory(
            atPath: Sources.folder.deletingLastPathComponent().appending(path: "Tests").path)

        let without = Self.doors.keys.filter { !tests.contains($0 + "Tests") }

        #expect(
            Set(told.matches(of: /[A-Za-z]+(-[a-z]+)?/).map { String($0.output.0) }.filter { $0 != "and" })
                == Set(without))
    }

    @Test func `no file is named for what it is not about`() throws {
        let vague = ["Utils", "Util", "Helpers", "Helper", "Manager", "Common", "Misc", "Extensions"]

        for room in Self.doors.keys {
            for file in try Sources.files(under: room) {
                let name = file.deletingPathExtension().lastPathComponent
                #expect(!vague.contains { name.hasSuffix($0) }, "\(name)")
            }
        }
    }
}

/// The source files of this checkout.
enum Sources {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    static func files(under room: String) throws -> [URL] {
        let found = FileManager.default.enumerator(at: folder.appending(path: room), includingPropertiesForKeys: nil)
        return (found?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    }

    /// Those that lie in the room itself.
    static func folders(of room: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: room).path).filter { name in
            var isFolder: ObjCBool = false
            let path = folder.appending(path: "\(room)/\(name)").path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }
    }

    /// A room and those of its folders, at any depth, that hold folders themselves; from `Sources` on.
    static func foldersOfFolders(in room: String) throws -> [String] {
        let found = FileManager.default.enumerator(
            at: folder.appending(path: room), includingPropertiesForKeys: [.isDirectoryKey])
        let inner = try (found?.allObjects as? [URL] ?? []).filter {
            try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
        }
        let paths = inner.map { String($0.standardizedFileURL.path.dropFirst(folder.path.count + 1)) }
        return [room] + paths.filter { outer in paths.contains { $0.hasPrefix(outer + "/") } }.sorted()
    }

    /// The modules that a file imports, without what stands before and after them on the line.
    static func imports(of file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
                words[..<position].allSatisfy({ $0.hasPrefix("@") || ["package", "internal", "private"].contains($0) })
            else { return nil }
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "typealias"]
            let name = kinds.contains(words[position + 1]) ? words[position + 2] : words[position + 1]
            return name.split(separator: ".").first.map(String.init)
        }
    }
}
