import ArgumentParser
import Foundation

/// `web`: the web app, elsewhere.
struct WebCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web", abstract: "Put the web app on another host.", subcommands: [WebExportCommand.self])
}

/// `web export`: the web app as files for a static host.
struct WebExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the web app as files for any static host or bucket.",
        discussion: """
            The host shows index.html for addresses that are no files. Set GREENROOM_CORS_ORIGINS of the server to the \
            host's origin. For sign-in by cookies both must belong to one site, such as app.example.com and \
            api.example.com. Browsers may also fetch media where the settings here send them (GREENROOM_MEDIA_DELIVERY), \
            or where --media says.
            """)

    @Argument(help: "An empty folder, made when it is missing.")
    var folder: String

    @Option(help: "The server's address, such as https://api.example.com.")
    var api: String

    @Option(help: "An address that the server sends browsers to for media, such as https://media.example.com.")
    var media: [String] = []

    func run() async throws {
        let address = try Self.origin(api, "--api", such: "https://api.example.com")
        let named = try media.map { try Self.origin($0, "--media", such: "https://media.example.com") }
        let settings = try await Settings(flags: .init(home: nil, host: nil, port: nil, queuePaused: false))
        let locations = try Locations(environment: settings.variables)
        let count = try WebExport(
            web: locations.web, api: address, media: named.isEmpty ? settings.mirrors.mediaOrigins : named
        ).write(to: folder)
        Output.write("\(count) files in \(folder)\n")
    }

    /// It is written into a policy, where anything else would mean something.
    private static func origin(_ text: String, _ option: String, such example: String) throws -> String {
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard address.wholeMatch(of: /https?:\/\/[A-Za-z0-9.\-]+(:[0-9]{1,5})?/) != nil else {
            throw CommandFailure("\(option) is \"\(text)\"; it must be an address such as \(example)")
        }
        return address
    }
}
