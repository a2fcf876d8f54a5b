import HTTPTypes

extension HTTPField.Name {
    /// A name that stands in our source.
    static func named(_ name: StaticString) -> HTTPField.Name {
        // HTTPTypes gives nil for what is not a token; a name in our source is one, and the tests walk over all of them.
        HTTPField.Name(name.description) ?? .userAgent
    }

    static let apiKey = named("X-API-Key")
    static let requestID = named("X-Request-Id")
    static let sessionKind = named("X-Greenroom-Session")
    static let idempotencyKey = named("Idempotency-Key")
    static let idempotentReplayed = named("Idempotent-Replayed")
    static let methodOverride = named("X-HTTP-Method-Override")
    static let rateLimit = named("RateLimit-Limit")
    static let rateRemaining = named("RateLimit-Remaining")
    static let rateReset = named("RateLimit-Reset")
    static let fetchSite = named("Sec-Fetch-Site")
    static let lastEventID = named("Last-Event-ID")
    static let prefer = named("Prefer")
    static let preferenceApplied = named("Preference-Applied")
    static let referrerPolicy = named("Referrer-Policy")
    static let frameOptions = named("X-Frame-Options")
    static let permissionsPolicy = named("Permissions-Policy")
    static let openerPolicy = named("Cross-Origin-Opener-Policy")
    static let robotsTag = named("X-Robots-Tag")
    static let accelBuffering = named("X-Accel-Buffering")
}
