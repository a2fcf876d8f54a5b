extension SettingsGuide {
    /// What starts on this machine.
    static let queue: [Entry] = [
        Entry(
            "`GREENROOM_QUEUE_PAUSED`", flag: "`--queue-paused`",
            "accept tasks but start none",
            standard: "`false`"),
        Entry(
            "`GREENROOM_BUILTIN_SLOTS`",
            "tasks the built-in engine runs at a time",
            standard: "`1`"),
    ]
}
