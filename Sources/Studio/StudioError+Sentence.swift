extension StudioError {
    /// For the person who asked, in English.
    package var sentence: String {
        switch self {
        case .invalid(let field, let reason): "`\(field)` \(reason)."
        case .secondFactorRequired: "This account needs a second factor to sign in."
        case .proofRequired: "Confirm your identity first."
        case .suspended: "This account is suspended. Ask an administrator."
        case .emailTaken: "An account with this e-mail address exists. Sign in to it first, then link the two."
        case .identityTaken: "This sign-in belongs to another account."
        case .lastWayIn: "This is your only way to sign in. Set a password first."
        case .unknownPerson(let provider):
            "No account here uses this \(provider) sign-in, and \(provider) cannot create accounts."
        case .stateInvalid: "This sign-in has expired. Start again."
        case .accessDenied: "You cancelled the sign-in."
        case .registrationClosed: "Registration is closed. Ask an administrator."
        case .invalidInvitation: "This invitation is no longer valid. Ask for a new one."
        case .sharePassword(isWrong: false): "This link asks for a password."
        case .sharePassword(isWrong: true): "The password of this link is wrong."
        case .notFound(let noun): "There is no such \(noun)."
        case .tooLarge(let limit): "This is too large: the limit is \(ByteCount.text(limit))."
        case .quotaReached(let used, let quota): Self.storage(used, of: quota)
        case .insufficientCredits(let needed, let available):
            "You do not have enough credits for this: it needs \(needed), and you have \(available)."
        case .insufficientMinutes(let needed, let left):
            "You do not have enough minutes left in this period: this needs \(needed / 1000) seconds, and "
                + "\(left / 1000) are left."
        case .forged: "The signature is missing or wrong."
        case .notInPlan: "Your plan does not include this."
        case .tooManyTasks(let limit):
            "You have \(limit) unfinished tasks, which is the limit. Wait until one has ended, or cancel one."
        case .rateLimited(let wait): "Too many attempts. Try again in \(Self.seconds(wait)) seconds."
        case .storageFull: "The server has no disk space left."
        case .offline(let field):
            "This server works offline and cannot reach the address in `\(field)`."
        case .checkTimedOut: "The check timed out."
        case .damaged:
            "This file is damaged on the server. Upload it again, or ask an administrator to restore it."
        case .unauthenticated(let words), .forbidden(let words), .unsupportedMedia(let words), .provider(let words),
            .providerTimedOut(let words), .unavailable(let words), .engineUnavailable(let words):
            Self.sentence(words)
        case .conflict(let conflict): Self.sentence(conflict.message.text)
        case .refused(_, let message): Self.sentence(message.text)
        }
    }

    /// Whole ones, at least 1.
    package static func seconds(_ wait: Duration) -> Int64 {
        max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
    }

    private static func storage(_ used: Int64, of quota: Int64) -> String {
        let state = "\(ByteCount.text(used)) of \(ByteCount.text(quota)) used"
        return used >= quota ? "Your storage is full (\(state))." : "This does not fit into your storage (\(state))."
    }

    private static func sentence(_ words: String) -> String {
        let text = words.prefix(1).uppercased() + words.dropFirst()
        return text.hasSuffix(".") ? text : text + "."
    }
}
