/// A person's recorded agreement that their face or voice may be cloned: a sentence with a one-time code, shown for 30
/// minutes and spoken in a recording, or an administrator's recorded waiver.
package struct Consent: Equatable, Sendable, Identifiable {
    package enum Kind: String, Sendable, CaseIterable { case face, voice }

    package enum Status: String, Sendable, CaseIterable { case pending, recorded, waived, expired }

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
    package let createdAt: Timestamp
    /// Until when the sentence may be recorded.
    package let expiresAt: Timestamp
    package var recording: Recording?
    package var waiver: Waiver?

    package init(
        id: ConsentID, accountID: AccountID, kind: Kind, subject: String, sentence: String, code: String,
        createdAt: Timestamp, expiresAt: Timestamp, recording: Recording? = nil, waiver: Waiver? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.subject = subject
        self.sentence = sentence
        self.code = code
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.recording = recording
        self.waiver = waiver
    }

    package func status(at moment: Timestamp) -> Status {
        if waiver != nil { return .waived }
        if recording != nil { return .recorded }
        return moment < expiresAt ? .pending : .expired
    }

    /// Whether it allows anything.
    package var isGiven: Bool { recording != nil || waiver != nil }
}
