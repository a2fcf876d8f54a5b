import Domain

/// What follows from what was heard in a recording: a plain decision. A machine takes a consent or leaves it to a person;
/// it never refuses one.
struct ConsentVerdict: Equatable, Sendable {
    enum Decision: Equatable, Sendable {
        case verified, needsReview
        /// The recording is none of the sentence, or an old one: the person may make another.
        case recordAgain(Remark)
    }

    let decision: Decision
    let checks: [ConsentCheck]

    /// Seconds of speech that make a recording one of somebody speaking.
    static let leastSpeech = 0.8
    /// Seconds that the sentence with its code takes at least, said fast.
    static let shortestStatement = 3.5
    static let codeLength = 6
    /// One digit may be misheard.
    static let neededDigits = 5
    /// Of the sentence's words: a machine mishears some.
    static let neededShare = 0.75
    /// Of a recording's pieces that another one has as well: copies in other formats kept 0.64 and more, different
    /// recordings of one sentence by one synthetic voice up to 0.53.
    static let sharedPieces = 0.6

    /// - Parameters:
    ///   - heardBefore: the part of the recording that some other consent's has as well, 0...1.
    ///   - isUnseen: it has to show a face and is only sound.
    init(of hearing: ConsentHearing, heardBefore: Double, isUnseen: Bool = false) {
        let speech = Self.speech(hearing)
        let replay = Self.replay(hearing, heardBefore)
        let face = isUnseen ? PersonVerdict.unseen.check : nil
        checks = [speech, Self.sentence(hearing), Self.code(hearing), replay, face].compactMap(\.self)
        if let reason = [replay, speech].first(where: { $0.outcome == .failed })?.reason {
            decision = .recordAgain(reason)
        } else {
            decision = checks.allSatisfy { $0.outcome == .passed } ? .verified : .needsReview
        }
    }

    /// Of a recording that could not be examined.
    init(unexamined: Void) {
        let reason = Remark("consent_not_checked", "This server could not listen to the recording.")
        checks = [ConsentCheck(.speech, .skipped, reason: reason), ConsentCheck(.code, .skipped, reason: reason)]
        decision = .needsReview
    }

    private static func speech(_ hearing: ConsentHearing) -> ConsentCheck {
        if hearing.missing["speech"] != nil {
            return ConsentCheck(
                .speech, .skipped,
                reason: Remark("consent_not_checked", "This server could not listen to the recording."))
        }
        let share = hearing.seconds > 0 ? min(hearing.speechSeconds / hearing.seconds, 1) : 0
        guard hearing.speechSeconds >= leastSpeech else {
            return ConsentCheck(
                .speech, .failed, score: share,
                reason: Remark("nobody_speaks", "Nobody speaks in this recording.", seconds(hearing)))
        }
        return ConsentCheck(.speech, .passed, score: share)
    }

    /// Nil when it is not known where somebody speaks.
    private static func sentence(_ hearing: ConsentHearing) -> ConsentCheck? {
        guard hearing.missing["speech"] == nil else { return nil }
        guard hearing.speechSeconds >= shortestStatement else {
            return ConsentCheck(
                .sentence, .unsure,
                reason: Remark(
                    "statement_short", "There is less speech than the statement takes.", seconds(hearing)))
        }
        return hearing.sentence.map(said) ?? ConsentCheck(.sentence, .passed)
    }

    private static func said(_ sentence: ConsentHearing.Sentence) -> ConsentCheck {
        let share = min(max(sentence.share, 0), 1)
        guard sentence.contrary.isEmpty else {
            return ConsentCheck(
                .sentence, .unsure, score: share,
                reason: Remark("statement_contrary", "A word was heard that may take the agreement back."))
        }
        guard share >= neededShare, sentence.lacking.isEmpty else {
            return ConsentCheck(
                .sentence, .unsure, score: share,
                reason: Remark("statement_differs", "What was understood differs from the statement."))
        }
        return ConsentCheck(.sentence, .passed, score: share)
    }

    private static func code(_ hearing: ConsentHearing) -> ConsentCheck {
        guard let code = hearing.code else {
            let isKnown = hearing.missing["code"] == nil && hearing.missing["speech"] == nil
            return ConsentCheck(
                .code, .skipped,
                reason: isKnown
                    ? Remark("code_language", "No machine here knows the digits of this language.")
                    : Remark("consent_not_checked", "This server could not listen to the recording."))
        }
        let score = Double(min(max(code.agreeing, 0), codeLength)) / Double(codeLength)
        guard code.agreeing >= neededDigits else {
            return ConsentCheck(
                .code, .failed, score: score, reason: Remark("code_not_heard", "The code was not recognised."))
        }
        return ConsentCheck(.code, .passed, score: score)
    }

    private static func replay(_ hearing: ConsentHearing, _ share: Double) -> ConsentCheck {
        guard hearing.missing["echo"] == nil else {
            return ConsentCheck(
                .replay, .skipped,
                reason: Remark("consent_not_checked", "This server could not listen to the recording."))
        }
        guard share < sharedPieces else { return ConsentCheck(.replay, .failed, score: share, reason: replayed) }
        return ConsentCheck(.replay, .passed, score: share)
    }

    static let replayed = Remark(
        "recording_replayed", "This recording, or a part of it, was used for another consent. Please make a new one.")

    private static func seconds(_ hearing: ConsentHearing) -> Figures {
        ["length_seconds": .number((hearing.speechSeconds * 10).rounded() / 10)]
    }
}
