extension SettingsGuide {
    /// How much is accepted, and how long something may take.
    static let limits: [Entry] = [
        Entry(
            "`AVATAR_JOB_CHECK_INTERVAL`",
            "longest pause between two status requests to a remote engine, seconds",
            standard: "`15`"),
        Entry(
            "`GREENROOM_ENGINE_SILENCE_SECONDS`",
            "seconds without a line of output or processor time before an engine is stopped",
            standard: "`120`"),
        Entry(
            "`GREENROOM_MAX_ACTIVE_TASKS`",
            "queued and running tasks per account",
            standard: "`100`"),
        Entry(
            "`GREENROOM_MAX_IMAGE_MB`, `…_VIDEO_MB`, `…_AUDIO_MB`",
            "largest upload, MiB",
            standard: "`50`, `6144`, `500`"),
        Entry(
            "`GREENROOM_ACCOUNT_QUOTA_MB`",
            "storage per account, MiB",
            standard: "`51200`"),
        Entry(
            "`GREENROOM_UPLOAD_HOURS`",
            "hours an unfinished upload is kept",
            standard: "`24`"),
        Entry(
            "`GREENROOM_MEDIA_LINK_MINUTES`",
            "minutes until a media URL expires",
            standard: "`60`"),
    ]
}
