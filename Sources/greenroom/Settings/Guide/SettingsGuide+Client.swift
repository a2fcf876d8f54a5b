extension SettingsGuide {
    /// Which server the commands that work on one talk to.
    static let client: [Entry] = [
        Entry(
            "`GREENROOM_SERVER`",
            "address of the server that `greenroom file`, `task`, `library` and others work on, instead of that of "
                + "`greenroom login`"),
        Entry(
            "`GREENROOM_API_KEY`",
            "key for it, instead of that of `greenroom login`"),
    ]
}
