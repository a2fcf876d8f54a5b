/// `POST /admin/storage/verify`.
struct StorageVerificationRequest: InputBody {
    let readsMirrors: Bool?

    static let body = BodyReader(
        named: "StorageVerificationOrder",
        .optional(
            "reads_mirrors", .flag,
            "Fetches and reads every copy in the mirrors instead of asking for its checksum. That may cost money."),
        make: Self.init)
}
