import ArgumentParser

/// `settings`: all settings of the server.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "List all settings of the server, with their meaning and default.",
        discussion: SettingsGuide.text)

    @Flag(help: "Print the table of the README.")
    var markdown = false

    func run() { print(markdown ? SettingsGuide.table : SettingsGuide.text) }
}
