import Domain

/// Why something the studio was asked for is not done. The room `Studio` is what the product does: one struct a noun,
/// one method a verb. The edge turns each case into a status and a code; the words are for the person who asked.
package enum StudioError: Error, Equatable, Sendable {
    case invalid(field: String, reason: String)
    case unauthenticated(String)
    /// The password or the provider was right, and more is needed.
    case secondFactorRequired(SecondFactorTicket)
    case forbidden(String)
    /// An open session is not enough for this: its owner must show who they are, in one of these ways.
    case proofRequired([ProofMethod])
    /// An administrator has suspended the account.
    case suspended
    /// An account has the e-mail address that a provider told: its owner signs in first and links then.
    case emailTaken
    /// The provider's person leads into another account.
    case identityTaken
    /// What was to be removed is all that lets the owner in.
    case lastWayIn
    /// The provider's user has no account here, and none is created for them.
    case unknownPerson(provider: String)
    /// Somebody came back from a provider's page with a state that is unknown, used, too old or another browser's.
    case stateInvalid
    /// Somebody said no on the provider's page.
    case accessDenied
    /// Administrators let no stranger make an account.
    case registrationClosed
    /// The invitation was used, has expired, was revoked or never was.
    case invalidInvitation
    /// The link to a video opens with a password only.
    case sharePassword(isWrong: Bool)
    /// The noun that is not there, or belongs to somebody else: `file`.
    case notFound(String)
    case conflict(Conflict)
    case tooLarge(limitBytes: Int64)
    /// The account's files together would be more than they may be.
    case quotaReached(usedBytes: Int64, quotaBytes: Int64)
    /// A sentence that says what was found.
    case unsupportedMedia(String)
    case insufficientCredits(needed: Int, available: Int)
    /// Only the plan's minutes pay, and they are too few.
    case insufficientMinutes(neededMs: Int64, leftMs: Int64)
    /// A call-back is not from whom it says it is.
    case forged
    /// The account's plan does not contain this.
    case notInPlan
    /// Queued and running ones, of the account.
    case tooManyTasks(limit: Int)
    case rateLimited(retryAfter: Duration)
    case storageFull
    case provider(String)
    case providerTimedOut(String)
    case unavailable(String)
    /// The field names an address outside, and this server works offline.
    case offline(field: String)
    /// No engine can do what was asked for now.
    case engineUnavailable(String)
    /// An engine did not get to the end of its look at the files within its time.
    case checkTimedOut
    /// The bytes on the disk are not those of the file any more.
    case damaged
    /// An engine looked at the input and says why it cannot: `no_face_in_source`.
    case refused(code: String, message: Message)
}
