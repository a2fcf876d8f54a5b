/// Where a service elsewhere gets what a job is made from, leaves what it made, and says that there is news: addresses on
/// this server that are good for one job alone, and that nobody can guess.
package protocol JobExchange: Sendable {
    /// `GET` answers with an input's bytes.
    func source(_ role: String, of job: EngineJob) -> String

    /// `PUT` takes the bytes of what was made; they lie at ``EngineJob/received(_:)`` once they are complete.
    func target(_ role: EngineOutput.Role, of job: EngineJob) -> String

    /// `POST` wakes whoever follows the job; nothing of what it says is believed.
    func callback(of job: EngineJob) -> String
}

extension EngineJob {
    /// What is added to ``received(_:)`` for the file with its SHA-256 in hexadecimal.
    package static let sumEnding = ".sha256"

    /// Where what was put to ``JobExchange/target(_:of:)`` lies; nil for a job without a work directory.
    package func received(_ role: EngineOutput.Role) -> String? {
        workDirectory.map { Self.received(role, in: $0) }
    }

    /// - Parameter folder: the job's work directory.
    package static func received(_ role: EngineOutput.Role, in folder: String) -> String {
        "\(folder)/received-\(role.rawValue)"
    }
}
