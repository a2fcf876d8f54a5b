/// A person's recorded agreement that their face or voice may be cloned: a sentence with a one-time code, shown for 30
/// minutes and spoken in a recording that is listened to, or an administrator's recorded waiver.
package struct Consent: Equatable, Sendable, Identifiable {
    package enum Kind: String, Sendable, CaseIterable { case face, voice }

    package enum Status: String, Sendable, CaseIterable {
        /// Not recorded yet, or not listened to yet.
        case pending
        /// The machine found nothing against it.
        case verified
        /// A person has to listen.
        case needsReview = "needs_review"
        /// A person has listened and agrees, or does not.
        case approved, refused
        case waived, expired
    }

    /// What became of a recording.
    package enum Verdict: String, Sendable, CaseIterable {
        case checking, verified
        case needsReview = "needs_review"
        case approved, refused
    }

    /// Whether models may be made with it.
    package enum Standing: Sendable {
        case granted
        /// Once it has been listened to.
        case awaited
        case refused
        /// Nobody has agreed yet.
        case missing
    }

    /// An administrator's decision.
    package struct Review: Equatable, Sendable {
        package let by: AccountID
        package let at: Timestamp
        /// 1...200 characters, when something was said.
        package let note: String?

        package init(by: AccountID, at: Timestamp, note: String?) {
            self.by = by
            self.at = at
            self.note = note
        }
    }

    package struct Recording: Equatable, Sendable {
        package let fileID: FileID
        package let recordedAt: Timestamp

        package init(fileID: FileID, recordedAt: Timestamp) {
            self.fileID = fileID
            self.recordedAt = recordedAt
        }
    }

    package struct Waiver: Equatable, Sendable {
        /// The administrator who answers for it.
        package let by: AccountID
        /// 1...200 characters.
        package let reason: String
        package let waivedAt: Timestamp

        package init(by: AccountID, reason: String, waivedAt: Timestamp) {
            self.by = by
            self.reason = reason
            self.waivedAt = waivedAt
        }
    }

    package let id: ConsentID
    package let accountID: AccountID
    package let kind: Kind
    /// Who agrees; 1...200 characters.
    package let subject: String
    /// What is to be spoken, with the code in it.
    package let sentence: String
    package let code: String
    /// Of the sentence.
    package let language: Preference.Language
    package let createdAt: Timestamp
    /// Until when the sentence may be recorded.
    package let expiresAt: Timestamp
    package var recording: Recording?
    package var waiver: Waiver?
    /// Nil without a recording.
    package var verdict: Verdict?
    /// Of the recording; without one, why the last was not taken.
    package var findings: ConsentFindings?
    package var review: Review?

    package init(
        id: ConsentID, accountID: AccountID, kind: Kind, subject: String, sentence: String, code: String,
        language: Preference.Language = .english, createdAt: Timestamp, expiresAt: Timestamp,
        recording: Recording? = nil, waiver: Waiver? = nil, verdict: Verdict? = nil, findings: ConsentFindings? = nil,
        review: Review? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.subject = subject
        self.sentence = sentence
        self.code = code
        self.language = language
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.recording = recording
        self.waiver = waiver
        self.verdict = verdict
        self.findings = findings
        self.review = review
    }

    package func status(at moment: Timestamp) -> Status {
        if waiver != nil { return .waived }
        switch verdict {
        case .verified: return .verified
        case .needsReview: return .needsReview
        case .approved: return .approved
        case .refused: return .refused
        case .checking: return .pending
        case nil: return moment < expiresAt ? .pending : .expired
        }
    }

    package var standing: Standing {
        if waiver != nil { return .granted }
        switch verdict {
        case .verified, .approved: return .granted
        case .checking, .needsReview: return .awaited
        case .refused: return .refused
        case nil: return .missing
        }
    }
}
