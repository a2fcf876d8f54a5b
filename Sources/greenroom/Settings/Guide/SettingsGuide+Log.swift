extension SettingsGuide {
    /// What is written down, and where errors are reported.
    static let log: [Entry] = [
        Entry(
            "`GREENROOM_LOG_LEVEL`",
            "`trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`",
            standard: "`info`"),
        Entry(
            "`GREENROOM_LOG_FORMAT`",
            "`json`, `text`, or `auto`: text on a terminal, JSON elsewhere",
            standard: "`auto`"),
        Entry(
            "`GREENROOM_LOG_DIR`, `…_DAYS`",
            "folder that the log is written to as well: a file a day, compressed; days that they are kept",
            standard: ", `30`"),
        Entry(
            "`SENTRY_DSN`, `…_ENVIRONMENT`",
            "where errors are reported, `https://KEY@sentry.example.com/42`, and under which name; never with `ENV` `local`",
            standard: ", `ENV`"),
    ]
}
