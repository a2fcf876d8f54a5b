/// What was learnt of a person: a video model (a talking avatar) or a voice model (a cloned voice).
package struct TrainedModel: Equatable, Sendable, Identifiable {
    package enum Kind: String, Sendable, CaseIterable {
        case video, voice
    }

    package enum Status: String, Sendable, CaseIterable {
        case pending, preparing, training, finalizing, completed, failed
    }

    package let id: ModelID
    package let accountID: AccountID
    package let kind: Kind
    /// 1...200 characters.
    package var name: String
    /// BCP 47, of a voice; nil when nobody said.
    package let language: String?
    /// The work that made it, or makes it still.
    package let taskID: TaskID
    /// The clip or sample it was learnt from.
    package let sourceFileID: FileID
    package let consentID: ConsentID
    package let createdAt: Timestamp
    /// Nil until the training has succeeded.
    package var outcome: Outcome?
    /// Whether the consent's recording is still to be compared with the source.
    package var awaitsComparison: Bool

    /// What a training that succeeded leaves behind.
    package struct Outcome: Equatable, Sendable {
        /// The tar of an avatar.
        package var archive: BlobHash?
        package var archiveBytes: Int64
        /// Something to play of it.
        package var previewFileID: FileID?
        /// What a person should know about the source, as the engine's JSON.
        package var report: String?
        /// The voice, as the engine's JSON.
        package var profile: String?
        package var completedAt: Timestamp

        package init(
            archive: BlobHash? = nil, archiveBytes: Int64 = 0, previewFileID: FileID? = nil, report: String? = nil,
            profile: String? = nil, completedAt: Timestamp
        ) {
            self.archive = archive
            self.archiveBytes = archiveBytes
            self.previewFileID = previewFileID
            self.report = report
            self.profile = profile
            self.completedAt = completedAt
        }
    }

    package init(
        id: ModelID, accountID: AccountID, kind: Kind, name: String, language: String? = nil, taskID: TaskID,
        sourceFileID: FileID, consentID: ConsentID, createdAt: Timestamp, outcome: Outcome? = nil,
        awaitsComparison: Bool = false
    ) {
        self.id = id
        self.accountID = accountID
        self.kind = kind
        self.name = name
        self.language = language
        self.taskID = taskID
        self.sourceFileID = sourceFileID
        self.consentID = consentID
        self.createdAt = createdAt
        self.outcome = outcome
        self.awaitsComparison = awaitsComparison
    }
}
