extension SettingsGuide {
    /// What is counted and sold, and who takes the money.
    static let money: [Entry] = [
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
    ]
}
