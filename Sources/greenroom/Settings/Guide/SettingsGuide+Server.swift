extension SettingsGuide {
    /// Where the server listens, and how browsers reach it.
    static let server: [Entry] = [
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
    ]
}
