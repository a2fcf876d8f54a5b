/// What there is to be set, in the order to read it: the one source of `greenroom settings` and of the README's table.
/// What reads them is ``Settings`` and what that is made of, ``SignInSettings``, ``MailSettings`` and ``Locations``.
struct SettingsGuide {
    struct Entry {
        /// As the README has it: a name after the first may leave out what it has in common with it, `…_SECRET`.
        let title: String
        let flag: String
        let meaning: String
        /// Empty where there is none.
        let standard: String

        init(_ title: String, flag: String = "", _ meaning: String, standard: String = "") {
            self.title = title
            self.flag = flag
            self.meaning = meaning
            self.standard = standard
        }

        /// In full.
        var names: [String] {
            let parts = title.replacing("`", with: "").split(separator: ", ").map(String.init)
            guard let first = parts.first?.split(separator: "_") else { return [] }
            return parts.map { part in
                guard part.hasPrefix("…_") else { return part }
                let rest = part.dropFirst(2).split(separator: "_")
                return (first.dropLast(rest.count) + rest).joined(separator: "_")
            }
        }
    }

    static let entries: [Entry] = [
        Entry(
            "`ENV`",
            "`local`, `staging` or `production`: which `.env` file is read",
            standard: "`local`"),
        Entry(
            "`GREENROOM_HOME`", flag: "`--home`",
            "where all state lies",
            standard: "`./var`"),
        Entry(
            "`GREENROOM_HOST`", flag: "`--host`",
            "address to listen on",
            standard: "`127.0.0.1`"),
        Entry(
            "`GREENROOM_PORT`", flag: "`--port`",
            "port; 0 takes a free one",
            standard: "`8420`"),
        Entry(
            "`GREENROOM_PUBLIC_URL`",
            "how browsers reach the server; with `https`, cookies are marked `Secure` and browsers told to "
                + "come by https only"),
        Entry(
            "`GREENROOM_SMTP_URL`",
            "the post office, `smtp://user:password@mail.example.com:587` (STARTTLS) or `smtps://…`; needs "
                + "the next one and `GREENROOM_PUBLIC_URL`. Without it no mail is sent and no password can be reset"),
        Entry(
            "`GREENROOM_MAIL_FROM`",
            "who letters come from: `Greenroom <studio@example.com>`"),
        Entry(
            "`GREENROOM_OFFLINE`", flag: "`--offline`",
            "call nobody outside; stand-ins on this machine play the sign-in providers",
            standard: "`false`"),
        Entry(
            "`GREENROOM_SANDBOX_PORT`",
            "port of the stand-ins; 0 takes a free one",
            standard: "`8421`"),
        Entry(
            "`GREENROOM_GOOGLE_CLIENT_ID`, `…_CLIENT_SECRET`",
            "sign in with Google; without the secret only ID tokens are taken"),
        Entry(
            "`GREENROOM_GOOGLE_DISCOVERY_URL`",
            "the discovery document of Google or of any other OpenID Connect provider",
            standard: "Google's"),
        Entry(
            "`GREENROOM_WECHAT_APP_ID`, `…_APP_SECRET`",
            "sign in with WeChat, website app"),
        Entry(
            "`GREENROOM_WECHAT_OFFICIAL_APP_ID`, `…_APP_SECRET`",
            "the same inside WeChat, by an official account"),
        Entry(
            "`GREENROOM_WECHAT_OPEN_URL`, `…_API_URL`",
            "where WeChat is",
            standard: "`https://open.weixin.qq.com`, `https://api.weixin.qq.com`"),
        Entry(
            "`GREENROOM_FIREBASE_PROJECT_ID`",
            "take Firebase's ID tokens of this project"),
        Entry(
            "`GREENROOM_FIREBASE_CREATE_ACCOUNTS`",
            "whether who is new by Firebase gets an account",
            standard: "`true`"),
        Entry(
            "`GREENROOM_FIREBASE_API_KEY`, `…_KEYS_URL`",
            "the web app's public key, told to the page; where the tokens' keys are published",
            standard: ", Google's"),
        Entry(
            "`GREENROOM_TRUSTED_PROXIES`",
            "addresses of reverse proxies or blocks of them (`10.0.0.0/8`), with commas between; only they "
                + "may say who the client is"),
        Entry(
            "`GREENROOM_CORS_ORIGINS`",
            "origins whose pages may use the API, with commas between; `*` for every page, without cookies"),
        Entry(
            "`GREENROOM_RATE_LIMITS`",
            "requests a minute per account and per address, by class; `0` for no limits",
            standard: "`auth=60/300,write=1200/6000,read=12000/60000`"),
        Entry(
            "`AVATAR_API_KEY`",
            "a key for backends that are set up together with the server; it acts for the first "
                + "administrator and may all but administer"),
        Entry(
            "`GREENROOM_ADMIN_SECOND_FACTOR`",
            "`required`: administrators may do nothing as such until they have set a second factor up",
            standard: "`optional`"),
        Entry(
            "`GREENROOM_METRICS_TOKEN`",
            "16 characters at least; whoever shows it as a bearer token may read `/metrics`. Without it only "
                + "who asks from this machine itself may, and not by way of a proxy"),
        Entry(
            "`GEOIP_DATABASE_PATH`",
            "a file in MaxMind's DB format, from which defaults of country and language are guessed"),
        Entry(
            "`GREENROOM_LOG_LEVEL`",
            "`trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`",
            standard: "`info`"),
        Entry(
            "`GREENROOM_QUEUE_PAUSED`", flag: "`--queue-paused`",
            "accept and keep tasks, start none",
            standard: "`false`"),
        Entry(
            "`GREENROOM_BUILTIN_SLOTS`",
            "tasks of the built-in engine at a time",
            standard: "`1`"),
        Entry(
            "`GREENROOM_ENGINE_SILENCE_SECONDS`",
            "how long an engine may neither write a line nor use processor time before it is stopped",
            standard: "`120`"),
        Entry(
            "`GREENROOM_MAX_ACTIVE_TASKS`",
            "queued and running tasks of one account",
            standard: "`100`"),
        Entry(
            "`GREENROOM_MAX_IMAGE_MB`, `…_VIDEO_MB`, `…_AUDIO_MB`",
            "largest upload of the kind, MiB",
            standard: "`50`, `6144`, `500`"),
        Entry(
            "`GREENROOM_ACCOUNT_QUOTA_MB`",
            "all files of one account, MiB",
            standard: "`51200`"),
        Entry(
            "`GREENROOM_UPLOAD_HOURS`",
            "how long an unfinished upload is kept",
            standard: "`24`"),
        Entry(
            "`GREENROOM_MEDIA_LINK_MINUTES`",
            "how long a media address is good",
            standard: "`60`"),
        Entry(
            "`GREENROOM_ASSETS`",
            "models, runtime and demo media",
            standard: "`~/.cache/greenroom/assets`, else `/usr/lib/greenroom/assets`"),
        Entry(
            "`GREENROOM_VOICES`",
            "neural voices of [Piper](https://github.com/OHF-Voice/piper1-gpl): each `NAME.onnx` with its "
                + "`NAME.onnx.json`",
            standard: "`voices` in the home"),
        Entry(
            "`GREENROOM_PIPER`",
            "the program that speaks with them (`pip install piper-tts`)",
            standard: "`piper` in `PATH`"),
        Entry(
            "`GREENROOM_DATA`, `GREENROOM_WEB`, `GREENROOM_MEDIA_PROGRAM`",
            "what ships with the program, if it lies elsewhere",
            standard: "found beside the program"),
    ]

    /// For a terminal: each with its meaning below it.
    static var text: String {
        entries.map { entry in
            let flag = entry.flag.isEmpty ? "" : "  (\(plain(entry.flag)))"
            let standard = entry.standard.isEmpty ? "" : " [default: \(plain(entry.standard))]"
            return entry.names.joined(separator: "\n") + flag + "\n    " + plain(entry.meaning) + standard
        }.joined(separator: "\n")
    }

    /// The README's table.
    static var table: String {
        let rows = entries.map { "| \($0.title) | \($0.flag) | \($0.meaning) | \($0.standard) |" }
        return (["| setting | flag | what | default |", "| --- | --- | --- | --- |"] + rows)
            .map { $0.replacing("|  |", with: "| |").replacing("|  |", with: "| |") }.joined(separator: "\n")
    }

    /// Without the marks that only Markdown has.
    private static func plain(_ text: String) -> String {
        text.replacing("`", with: "").replacing(/\[([^\]]+)\]\(([^)]+)\)/) { "\($0.output.1) (\($0.output.2))" }
    }
}
