extension SettingsGuide {
    /// Who may call the server, how often, and what needs more than that.
    static let access: [Entry] = [
        Entry(
            "`GREENROOM_TRUSTED_PROXIES`",
            "comma-separated addresses or blocks (`10.0.0.0/8`) of reverse proxies whose forwarded headers are trusted"),
        Entry(
            "`GREENROOM_CORS_ORIGINS`",
            "comma-separated origins that may use the API; `*` for all, without cookies"),
        Entry(
            "`GREENROOM_RATE_LIMITS`",
            "requests per minute for each account/address, by class; `0` turns limits off",
            standard: "`auth=60/300,write=1200/6000,read=12000/60000`"),
        Entry(
            "`AVATAR_API_KEY`",
            "API key for backends deployed together with the server; it acts for the first administrator, without "
                + "admin permissions"),
        Entry(
            "`AVATAR_MAX_CONCURRENT`",
            "avatars trained at a time, on all engines together",
            standard: "as many as the engines have slots"),
        Entry(
            "`AVATAR_CALLBACK_HOSTS`",
            "programs in your own network that webhooks and avatar jobs may call, such as `http://backend:8000`, with "
                + "commas between; others must have a public address. Offline only those on this machine are called"),
        Entry(
            "`GREENROOM_ADMIN_SECOND_FACTOR`",
            "`required`: administrators must set up a second factor before they can administer",
            standard: "`optional`"),
        Entry(
            "`GREENROOM_CONSENT_REVIEW`",
            "what happens while a consent waits for review: `before`: models wait for it; `after`: they are made "
                + "meanwhile",
            standard: "`before`"),
        Entry(
            "`GREENROOM_METRICS_TOKEN`",
            "bearer token for `/metrics`, at least 16 characters. Without it, only local requests are allowed, and "
                + "none through a proxy"),
        Entry(
            "`GEOIP_DATABASE_PATH`",
            "MaxMind DB file, for default country and language"),
    ]
}
