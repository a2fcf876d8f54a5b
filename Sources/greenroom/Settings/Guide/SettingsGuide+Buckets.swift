extension SettingsGuide {
    /// Where media are copied to.
    static let buckets: [Entry] = [
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
    ]
}
