import Domain

/// `POST /videos/{id}/shares`.
struct ShareRequest: InputBody {
    let expiresAt: Timestamp?
    let password: String?

    static let body = BodyReader(
        named: "ShareRequest",
        .optional("expires_at", .time, "Within the next 366 days. Without it the link stays until it is revoked."),
        .optional("password", .text(1...200), "Asked of whoever opens the link."), make: Self.init)
}

/// `POST /shares/open`.
struct OpenShareRequest: InputBody {
    let token: String
    let password: String?

    static let body = BodyReader(
        named: "OpenShare", .field("token", .text(1...100)), .optional("password", .text(1...200)), make: Self.init)
}
