/// `POST /setup/restore`.
struct SetupRestoreRequest: InputBody {
    let address: String?
    let passphrase: String?

    static let body = BodyReader(
        named: "SetupRestoreOrder",
        .optional(
            "address", .text,
            "Of a backup in a bucket that the server has the keys of: `s3://bucket/folder/name`. Without it, the backup "
                + "that was uploaded."),
        .optional("passphrase", .text, "Of a sealed backup."), make: Self.init)
}
