import Logging
import Providers

/// How much the server logs, and where to.
struct LogSettings: Sendable {
    /// `GREENROOM_LOG_LEVEL`: `trace`, `debug`, `info` (default), `notice`, `warning`, `error` or `critical`.
    let level: Logger.Level
    /// `GREENROOM_LOG_FORMAT`: `json`, `text`, or `auto` (default): text on a terminal and JSON elsewhere.
    let format: Log.Format
    /// `GREENROOM_LOG_DIR`: a folder that the log is written to as well, a file a day; default none.
    let folder: String?
    /// `GREENROOM_LOG_DAYS`: how long the files of that folder are kept, 1...3650; default 30.
    let days: Int
    /// `SENTRY_DSN`: where errors are reported; default nowhere. With `ENV` `local` nothing is reported.
    let sentry: SentryAddress?
    /// `SENTRY_ENVIRONMENT`: what reports call this server; default `ENV`.
    let sentryEnvironment: String

    /// - Parameter environment: `ENV`.
    init(_ values: Values, environment: String) throws {
        level = try values.choice("GREENROOM_LOG_LEVEL", default: Logger.Level.info)
        format = try values.choice("GREENROOM_LOG_FORMAT", default: Log.Format.auto)
        folder = values.text("GREENROOM_LOG_DIR")
        days = try values.number("GREENROOM_LOG_DAYS", in: 1...3650, default: 30)
        sentryEnvironment = values.text("SENTRY_ENVIRONMENT") ?? environment
        guard let dsn = values.text("SENTRY_DSN") else {
            sentry = nil
            return
        }
        guard let address = SentryAddress(dsn: dsn) else {
            throw CommandFailure("SENTRY_DSN must be such as https://KEY@sentry.example.com/42")
        }
        sentry = environment == "local" ? nil : address
    }
}
