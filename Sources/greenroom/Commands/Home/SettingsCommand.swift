import ArgumentParser

/// `settings`: all settings of the server.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "List all settings of the server, with their meaning and default.",
        discussion: SettingsGuide.text,
        subcommands: [SettingsCheck.self])

    @Flag(help: "Print the list of the guide's page.")
    var html = false

    func run() async throws { Output.write((html ? SettingsGuide.html : SettingsGuide.text) + "\n") }
}

/// `settings check`: whether the server would start with them.
struct SettingsCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check whether the server would start with its settings.",
        discussion: "Reads what `greenroom serve` would read, says what is wrong, and changes nothing.")

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        _ = try Locations(environment: settings.variables)
        _ = try settings.tls.identity()
        Output.write("the settings can be used: ENV \(settings.environment), home \(settings.home), ")
        Output.write("\(settings.tls.scheme)://\(settings.hostInURL):\(settings.port)\n")
    }
}
