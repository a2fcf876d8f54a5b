/// One thing that was looked at in a consent's recording, and what came of it.
package struct ConsentCheck: Codable, Equatable, Sendable {
    package enum Subject: String, Codable, Sendable, CaseIterable {
        /// Somebody speaks.
        case speech
        /// The six digits are said.
        case code
        /// The sentence is said; where nothing writes down what is said, there is as much speech as it takes.
        case sentence
        /// The recording is not one that was heard before.
        case replay
        /// The speaker is the one of the sample.
        case voice
        /// The face is the one of the clip.
        case face
    }

    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case passed
        /// Neither this nor that: a person decides.
        case unsure
        case failed
        /// Nothing could be found out.
        case skipped
    }

    package let subject: Subject
    package let outcome: Outcome
    /// 0...1, what the subject makes of it: a share of digits, a likeness; nil when nothing was measured.
    package let score: Double?
    /// Why it did not pass, for a person; nil when it did.
    package let reason: Remark?

    package init(_ subject: Subject, _ outcome: Outcome, score: Double? = nil, reason: Remark? = nil) {
        self.subject = subject
        self.outcome = outcome
        self.score = score
        self.reason = reason
    }
}

/// A consent in the queue of those that a person has to hear.
package struct ConsentToReview: Sendable {
    package let consent: Consent
    /// Of the account that asked for it.
    package let email: String?
    /// What is to be copied with it, of the newest model; nil when there is none yet.
    package let sampleFileID: FileID?

    package init(consent: Consent, email: String?, sampleFileID: FileID? = nil) {
        self.consent = consent
        self.email = email
        self.sampleFileID = sampleFileID
    }
}

/// All that is kept about a recording's examination.
package struct ConsentFindings: Codable, Equatable, Sendable {
    package var checks: [ConsentCheck]
    /// The digits that were heard; nil when none were.
    package var heardCode: String?
    /// All that was understood; nil where nothing writes it down.
    package var heardSentence: String?
    /// Models and libraries that were used, by what they did, with their versions.
    package var models: [String: String]
    package var checkedAt: Timestamp

    package init(
        checks: [ConsentCheck], heardCode: String? = nil, heardSentence: String? = nil,
        models: [String: String] = [:], checkedAt: Timestamp
    ) {
        self.checks = checks
        self.heardCode = heardCode
        self.heardSentence = heardSentence
        self.models = models
        self.checkedAt = checkedAt
    }

    /// With other checks in place of those of the same subjects.
    package func adding(_ other: ConsentFindings) -> ConsentFindings {
        var all = self
        all.checks.removeAll { other[$0.subject] != nil }
        all.checks += other.checks
        all.models.merge(other.models) { $1 }
        return all
    }

    package subscript(_ subject: ConsentCheck.Subject) -> ConsentCheck? { checks.first { $0.subject == subject } }
}
