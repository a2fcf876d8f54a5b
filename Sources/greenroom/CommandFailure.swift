/// Why a subcommand ends without success, in a sentence for the person at the terminal.
struct CommandFailure: Error {
    let message: String
    let exitCode: Int32

    static let failed: Int32 = 1
    static let refused: Int32 = 3
    static let usage: Int32 = 64
    static let interrupted: Int32 = 130

    init(_ message: String, exitCode: Int32 = CommandFailure.failed) {
        self.message = message
        self.exitCode = exitCode
    }
}
