import Domain

/// Why something the studio was asked for is not done. The room `Studio` is what the product does: one struct a noun,
/// one method a verb. The edge turns each case into a status and a code; the words are for the person who asked.
package enum StudioError: Error, Equatable, Sendable {
    case invalid(field: String, reason: String)
    case unauthenticated(String)
    /// The password or the provider was right, and more is needed.
    case secondFactorRequired(SecondFactorTicket)
    case forbidden(String)
    /// The noun that is not there, or belongs to somebody else: `file`.
    case notFound(String)
    case conflict(String)
    case tooLarge(limitBytes: Int64)
    /// A sentence that says what was found.
    case unsupportedMedia(String)
    case insufficientCredits
    case rateLimited(retryAfter: Duration)
    case storageFull
    case provider(String)
    case providerTimedOut(String)
    case unavailable(String)
    /// An engine looked at the input and says why it cannot: `no_face_in_source`.
    case refused(code: String, message: String)
}
