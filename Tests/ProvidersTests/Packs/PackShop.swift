import Foundation
import Outbound
import TestSupport
import Testing

@testable import Providers

/// A lock with its wheels, in folders of their own.
struct PackShop {
    static let words = "words-1.0-py3-none-any.whl"

    private let place: TemporaryFolder
    var data: String { place.path + "/data" }
    var wheels: String { place.path + "/wheels" }
    var folder: String { place.path + "/assets" }

    init() throws {
        place = try TemporaryFolder()
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = ["-c", Self.script, place.path, Self.words]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
    }

    func shelf(mirror: String? = nil) throws -> LocalPacks {
        let web = mirror.map { WebClient(policy: .online).naming([$0], as: "packs") }
        return try LocalPacks(
            data: data, folder: folder,
            source: WheelSource(folder: mirror == nil ? wheels : nil, web: web, mirror: mirror))
    }

    func text(_ file: String) -> String? {
        FileManager.default.contents(atPath: folder + "/" + file).map { String(decoding: $0, as: UTF8.self) }
    }

    func leftovers() throws -> [String] {
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/.packs/parts").isEmpty)
        return try FileManager.default.contentsOfDirectory(atPath: folder + "/.packs").sorted()
    }

    /// Changes a byte in the middle; the length stays.
    func damage(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count / 2] ^= 0xFF
        try bytes.write(to: URL(filePath: path))
    }

    private static let script = """
        import hashlib, json, os, random, sys, zipfile
        place, words = sys.argv[1], sys.argv[2]
        for name in "data", "wheels":
            os.mkdir(place + "/" + name)
        random.seed(1)
        long = "".join(random.choice("abcdefgh ") for _ in range(300000)).encode()
        sha = lambda data: hashlib.sha256(data).hexdigest()
        def wheel(name, how, **members):
            file = name + "-1.0-py3-none-any.whl"
            path = place + "/wheels/" + file
            with zipfile.ZipFile(path, "w", how) as archive:
                for inner, (content, *_ ) in members.items():
                    archive.writestr(inner, content)
            data = open(path, "rb").read()
            return {"package": name, "version": "1.0", "wheel": file, "sha256": sha(data), "size": len(data),
                    "url": "https://files.pythonhosted.org/" + file, "licence": "MIT", "members": [
                        {"from": inner, "to": to, "size": len(content), "sha256": sha(content), "part": part}
                        for inner, (content, to, part) in members.items()]}
        packages = [
            wheel("words", zipfile.ZIP_DEFLATED, text=(long, "words/long.txt", False)),
            wheel("halves", zipfile.ZIP_STORED, a=(b"one?", "parts/1", True), b=(b"two", "parts/2", True)),
            wheel("tones", zipfile.ZIP_DEFLATED, tone=(b"", "words/tones.txt", False)),
        ]
        json.dump({"pieces": [[0, 3], "Kw==", [4, 3]]}, open(place + "/data/changes.json", "w"))
        json.dump({"packages": packages, "made": [{"to": "models/joined.bin", "by": "join", "changes": "changes.json",
            "from": ["parts/1", "parts/2"], "size": 7, "sha256": sha(b"one+two")}], "packs": [
            {"id": "basic", "title": "", "what": "", "languages": [], "basic": True, "packages": ["tones"], "made": []},
            {"id": "ja", "title": "", "what": "", "languages": ["ja"], "packages": ["words", "halves"],
             "made": ["models/joined.bin"]},
            {"id": "zh", "title": "", "what": "", "languages": ["zh"], "packages": ["halves", "tones"],
             "made": ["models/joined.bin"]}]}, open(place + "/data/assets.lock", "w"))
        """
}
