import Server

/// TLS in the program itself, for a network without a reverse proxy.
struct TLSSettings: Sendable {
    /// `GREENROOM_TLS_CERT`, `GREENROOM_TLS_KEY`: files in PEM, the certificate with those that lead to its root, and its
    /// private key without a passphrase; default none: plain HTTP.
    let files: (certificate: String, key: String)?
    /// `GREENROOM_REDIRECT_PORT`: 1...65535, where plain HTTP is told to come by https; default nowhere.
    let redirectPort: Int?
    /// `GREENROOM_HSTS_SECONDS`: how long browsers are to come back by https only, 0...63,072,000; default a year when
    /// `GREENROOM_PUBLIC_URL` is https, otherwise 0.
    let strictTransportSeconds: Int

    /// - Throws: ``CommandFailure``.
    init(_ values: Values, publicURL: String?) throws {
        switch (values.text("GREENROOM_TLS_CERT"), values.text("GREENROOM_TLS_KEY")) {
        case (let certificate?, let key?): files = (certificate, key)
        case (nil, nil): files = nil
        default: throw CommandFailure("GREENROOM_TLS_CERT and GREENROOM_TLS_KEY go together: set both, or none")
        }
        let port = try values.number("GREENROOM_REDIRECT_PORT", in: 0...65535, default: 0)
        redirectPort = port == 0 ? nil : port
        guard files != nil || redirectPort == nil else {
            throw CommandFailure("GREENROOM_REDIRECT_PORT needs GREENROOM_TLS_CERT: there is no https to redirect to")
        }
        let isSecure = publicURL?.hasPrefix("https:") ?? false
        strictTransportSeconds = try values.number(
            "GREENROOM_HSTS_SECONDS", in: 0...63_072_000, default: isSecure ? 31_536_000 : 0)
    }

    var scheme: String { files == nil ? "http" : "https" }

    /// Blocks while it reads the files; nil without any.
    /// - Throws: ``CommandFailure``.
    func identity() throws -> TLSIdentity? {
        do {
            return try files.map { try TLSIdentity(chain: $0.certificate, key: $0.key) }
        } catch {
            throw CommandFailure("TLS cannot be spoken: \(error)")
        }
    }
}
