import Foundation

/// Where the things lie that ship with the program: found beside the executable, or named by the settings.
struct Locations: Sendable {
    /// Migrations, the neutral face, the list of assets; read-only.
    let data: String
    /// The browser app.
    let web: String
    /// Models, their runtime and the demo media; see `packaging/assets`.
    let assets: String
    /// Where packs of models are put; nil chooses, see ``packs(home:)``.
    let packs: String?
    /// Voices of Piper's, put there by whoever runs this; nil means `voices` in the home.
    let voices: String?
    /// The program that speaks with them; nil when there is none.
    let piper: String?
    /// The program that reads media.
    let mediaProgram: String

    /// Where state lies for commands that have no home of their own.
    private let usualHome: String

    /// The variables that ``init(environment:executable:)`` asks for.
    static let variables = [
        "GREENROOM_DATA", "GREENROOM_WEB", "GREENROOM_ASSETS", "GREENROOM_PACKS", "GREENROOM_MEDIA_PROGRAM",
        "XDG_CACHE_HOME", "HOME",
        "GREENROOM_HOME", "GREENROOM_VOICES", "GREENROOM_PIPER", "PATH",
    ]

    /// - Parameters:
    ///   - environment: `GREENROOM_DATA`, `GREENROOM_WEB`, `GREENROOM_ASSETS`, `GREENROOM_PACKS`, `GREENROOM_VOICES`,
    ///     `GREENROOM_PIPER` and `GREENROOM_MEDIA_PROGRAM` go before what is found.
    ///   - executable: absolute path of this program.
    /// - Throws: ``CommandFailure`` naming what is missing and the setting that would tell where it is.
    init(environment: [String: String], executable: String = Locations.ownPath) throws {
        let folder = (executable as NSString).deletingLastPathComponent
        data = try Self.find(
            "data folder", setting: "GREENROOM_DATA", in: environment,
            candidates: Self.installed("data", from: folder), holding: "migrations")
        web = try Self.find(
            "web folder", setting: "GREENROOM_WEB", in: environment,
            candidates: Self.installed("web", from: folder), holding: "index.html")
        mediaProgram = try Self.find(
            "program greenroom-media", setting: "GREENROOM_MEDIA_PROGRAM", in: environment,
            candidates: [folder + "/greenroom-media", folder + "/../libexec/greenroom/greenroom-media"], holding: nil)
        assets = Self.assetsFolder(environment)
        let named = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        packs = named("GREENROOM_PACKS")
        voices = named("GREENROOM_VOICES")
        usualHome = named("GREENROOM_HOME") ?? "./var"
        let places = (environment["PATH"] ?? "").split(separator: ":").map { String($0) + "/piper" }
        piper = named("GREENROOM_PIPER") ?? places.first(where: FileManager.default.isExecutableFile)
    }

    /// All that a child process of ours sees of the environment.
    /// - Parameter home: whose folder `voices` is taken unless another one is named.
    func childEnvironment(home: String? = nil) -> [String: String] {
        var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        variables["GREENROOM_DATA"] = data
        variables["GREENROOM_ASSETS"] = assets
        variables["GREENROOM_PACKS"] = packs(home: home ?? usualHome)
        let voices = voices ?? (home ?? usualHome) + "/voices"
        variables["GREENROOM_VOICES"] = URL(fileURLWithPath: voices).standardizedFileURL.path
        variables["GREENROOM_PIPER"] = piper
        return variables
    }

    /// Where packs are put: the folder of assets if it can be written, else `assets` in the home.
    func packs(home: String) -> String {
        if let packs { return packs }
        var place = assets
        while !FileManager.default.fileExists(atPath: place) && place != "/" && !place.isEmpty {
            place = (place as NSString).deletingLastPathComponent
        }
        guard access(place, W_OK) != 0 else { return assets }
        return URL(fileURLWithPath: home + "/assets").standardizedFileURL.path
    }

    /// Where engines keep what they can make again, when there is no home: beside the assets.
    var engineCache: String? {
        let folder = (assets as NSString).deletingLastPathComponent + "/engines"
        return (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) == nil
            ? nil : folder
    }

    /// The absolute path of the running program.
    static var ownPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// `share/greenroom/NAME` of an installation, or `NAME` in the nearest folder above a build's products.
    private static func installed(_ name: String, from folder: String) -> [String] {
        var candidates = [folder + "/../share/greenroom/" + name]
        var parent = folder
        while parent != "/" && !parent.isEmpty {
            candidates.append(parent + "/" + name)
            parent = (parent as NSString).deletingLastPathComponent
        }
        return candidates
    }

    private static func find(
        _ what: String, setting: String, in environment: [String: String], candidates: [String], holding: String?
    ) throws -> String {
        let exists = { (path: String) in
            FileManager.default.fileExists(atPath: holding.map { path + "/" + $0 } ?? path)
        }
        if let named = environment[setting], !named.isEmpty {
            guard exists(named) else {
                throw CommandFailure("\(setting): there is no \(what) at \(named)")
            }
            return URL(fileURLWithPath: named).standardizedFileURL.path
        }
        guard let found = candidates.first(where: exists) else {
            throw CommandFailure("the \(what) is not beside the program; set \(setting) to where it lies")
        }
        return URL(fileURLWithPath: found).standardizedFileURL.path
    }

    private static func assetsFolder(_ environment: [String: String]) -> String {
        if let named = environment["GREENROOM_ASSETS"], !named.isEmpty { return named }
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let own = (cache ?? (environment["HOME"] ?? "/root") + "/.cache") + "/greenroom/assets"
        let shared = "/usr/lib/greenroom/assets"
        let fileManager = FileManager.default
        return !fileManager.fileExists(atPath: own) && fileManager.fileExists(atPath: shared) ? shared : own
    }
}
