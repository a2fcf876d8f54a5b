extension SettingsGuide {
    /// Where media lie, where they are sent from, and how often they are verified.
    static let media: [Entry] = [
        Entry(
            "`GREENROOM_MEDIA_DELIVERY`",
            "`local` sends media from this server; `redirect` sends browsers to the bucket for what it has; `auto` does so "
                + "behind a `…_PUBLIC_URL`, and for what is not on this disk. Shared links always come from here",
            standard: "`local`"),
        Entry(
            "`GREENROOM_UPLOADS`",
            "`direct` has the page send files to the account's bucket, from where this server fetches them; the bucket must "
                + "allow that to the page's origin (CORS). `server` has it send them here",
            standard: "`server`"),
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
    ]
}
