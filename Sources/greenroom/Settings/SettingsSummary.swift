/// What may be told to others about the settings: numbers and choices as they are, of all else only that it is set.
struct SettingsSummary: Sendable {
    /// `GREENROOM_PORT=8420`, `GREENROOM_SMTP_URL is set`; nothing for what is left to its default.
    let lines: [String]

    init(_ values: Values) {
        lines = SettingsGuide.entries.flatMap(\.names).compactMap { name in
            values.text(name).map { Self.harmless.contains(name) ? "\(name)=\($0)" : "\(name) is set" }
        }
    }

    /// Those that hold neither a secret nor the name or address of a person or a machine. What is new is not told until it
    /// is put down here.
    static let harmless: Set = [
        "ENV", "GREENROOM_PORT", "GREENROOM_OFFLINE", "GREENROOM_SANDBOX_PORT", "BILLING", "GREENROOM_RATE_LIMITS",
        "GREENROOM_FIREBASE_CREATE_ACCOUNTS", "GREENROOM_ADMIN_SECOND_FACTOR", "GREENROOM_CONSENT_REVIEW",
        "GREENROOM_LOG_LEVEL", "GREENROOM_LOG_FORMAT", "GREENROOM_LOG_DAYS", "GREENROOM_QUEUE_PAUSED",
        "GREENROOM_BUILTIN_SLOTS", "DASHSCOPE_REGION", "DASHSCOPE_CREDITS_PER_SECOND", "FISH_AUDIO_MODEL",
        "FISH_AUDIO_CREDITS_PER_CHARACTER", "AVATAR_JOB_CHECK_INTERVAL", "GREENROOM_ENGINE_SILENCE_SECONDS",
        "GREENROOM_MAX_ACTIVE_TASKS", "GREENROOM_MAX_IMAGE_MB", "GREENROOM_MAX_VIDEO_MB", "GREENROOM_MAX_AUDIO_MB",
        "GREENROOM_ACCOUNT_QUOTA_MB", "GREENROOM_UPLOAD_HOURS", "GREENROOM_MEDIA_LINK_MINUTES", "GREENROOM_S3_RULE",
        "GREENROOM_S3_STYLE", "GREENROOM_OSS_RULE", "GREENROOM_OSS_STYLE", "GREENROOM_OSS_SIGNATURE",
        "GREENROOM_MIRROR_STREAMS", "GREENROOM_MIRROR_KBPS", "GREENROOM_KEEP_LOCAL",
        "GREENROOM_MEDIA_DELIVERY", "GREENROOM_S3_SEALED", "GREENROOM_OSS_SEALED", "GREENROOM_BACKUP_HOURS",
        "GREENROOM_BACKUP_MEDIA",
        "GREENROOM_BACKUP_KEEP", "GREENROOM_REDIRECT_PORT", "GREENROOM_HSTS_SECONDS",
    ]
}
