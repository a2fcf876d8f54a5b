import Logging

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

    init(_ values: Values) throws {
        level = try values.choice("GREENROOM_LOG_LEVEL", default: Logger.Level.info)
        format = try values.choice("GREENROOM_LOG_FORMAT", default: Log.Format.auto)
        folder = values.text("GREENROOM_LOG_DIR")
        days = try values.number("GREENROOM_LOG_DAYS", in: 1...3650, default: 30)
    }
}
