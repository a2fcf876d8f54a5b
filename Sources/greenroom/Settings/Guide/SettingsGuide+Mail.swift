extension SettingsGuide {
    /// How letters are sent.
    static let mail: [Entry] = [
        Entry(
            "`GREENROOM_SMTP_URL`",
            "mail server, `smtp://user:password@mail.example.com:587` (STARTTLS) or `smtps://…`; needs the next "
                + "setting and `GREENROOM_PUBLIC_URL`. Without it, no mail is sent and passwords cannot be reset"),
        Entry(
            "`GREENROOM_MAIL_FROM`",
            "sender of mail: `Greenroom <studio@example.com>`"),
    ]
}
