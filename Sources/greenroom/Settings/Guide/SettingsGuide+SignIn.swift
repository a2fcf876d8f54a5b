extension SettingsGuide {
    /// Whether services outside are called at all, and those that say who somebody is.
    static let signIn: [Entry] = [
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
    ]
}
